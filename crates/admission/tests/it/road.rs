use crate::house::{House, REVIEWER, draft, pdf};
use admission::{By, Decision, Upload};
use identity::{Duty, Role};
use merchants::{ApplicationState, DocumentKind, Level, Reason};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_applies_is_sent_back_and_becomes_the_owner_of_a_merchant() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let user = house.user("owner@example.com").await;
        let id = house.apply(user, "night-market", "91310000MA1K3YYY0X").await;
        house.admission.take_application(REVIEWER, id).await.unwrap();
        let reasons = vec![Reason { field: "licence".into(), text: "看不清".into() }];
        house.admission.decide_application(REVIEWER, id, &Decision::Return(reasons)).await.unwrap();
        let mine = house.admission.application_of(user).await.unwrap().unwrap();
        assert_eq!(mine.application.state, ApplicationState::Returned);
        assert_eq!(mine.application.reasons[0].field, "licence");

        // The bad scan goes, a better one comes.
        let bad = mine.documents[0].id;
        house.admission.remove_document(user, bad).await.unwrap();
        let content = pdf("better");
        let upload = Upload { kind: DocumentKind::Licence, name: "b.pdf", content: &content };
        let added = house.admission.add_application_document(user, &upload).await.unwrap();
        let again = house.admission.add_application_document(user, &upload).await.unwrap();
        assert_eq!(again.id, added.id, "the same file again is the same document");
        let by = By { who: &user.to_string(), from: "192.0.2.1" };
        house.admission.submit_application(user, by).await.unwrap();
        house.admission.take_application(REVIEWER, id).await.unwrap();
        let merchant =
            house.admission.decide_application(REVIEWER, id, &house.approval()).await.unwrap().unwrap();
        let owner = house.identity.user(user).await.unwrap();
        assert_eq!(
            (owner.role, owner.merchant, owner.duty),
            (Role::Merchant, Some(merchant), Some(Duty::Owner))
        );
        assert!(merchants::by_slug(&house.db, "night-market").await.unwrap().is_some());
        let second = house.admission.decide_application(REVIEWER, id, &house.approval()).await.unwrap_err();
        assert_eq!(second.code(), "already_decided");
        let refused = house.admission.save_application(user, &draft("x-y", "1")).await.unwrap_err();
        assert_eq!(refused.code(), "cannot_apply");
        let told = house.trail().await;
        let expected = [
            "application_submitted",
            "application_taken",
            "application_returned",
            "application_submitted",
            "application_taken",
            "application_approved",
        ];
        assert_eq!(told, expected);
        house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_applicant_who_became_somebody_elses_meanwhile_is_not_made_an_owner() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let user = house.user("owner@example.com").await;
        let id = house.apply(user, "night-market", "1").await;
        house.admission.take_application(REVIEWER, id).await.unwrap();
        let mut tx = house.db.begin().await.unwrap();
        tx.exec("update users set state = 'blocked' where id = $1", db::params![user]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(house.admission.decide_application(REVIEWER, id, &house.approval()).await.is_err());
        let rows = house.db.query("select id from merchants", &[]).await.unwrap();
        assert!(rows.is_empty(), "all of it or nothing");
        assert_eq!(
            house.admission.application(id).await.unwrap().application.state,
            ApplicationState::InReview
        );
        house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_on_the_list_is_blocked_by_number_and_warned_of_by_name() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let user = house.user("a@example.com").await;
        let id = house.apply(user, "listed", "listed 1").await;
        let seen = house.admission.application(id).await.unwrap().checks;
        let seen: Vec<_> = seen.iter().map(|check| (check.code, check.level)).collect();
        assert_eq!(seen, [("screened", Level::Block)]);
        house.admission.take_application(REVIEWER, id).await.unwrap();
        let refused = house.admission.decide_application(REVIEWER, id, &house.approval()).await.unwrap_err();
        assert_eq!(refused.code(), "check_blocks");
        // The list is read anew each time: an entry that was wrong is taken out, and in comes who has the same name.
        std::fs::write(house.folder.path().join("list.csv"), "夜市商行,,\n").unwrap();
        let seen = house.admission.application(id).await.unwrap().checks;
        assert_eq!((seen.len(), seen[0].level), (1, Level::Warn));
        house.admission.decide_application(REVIEWER, id, &house.approval()).await.unwrap();
        // A list that cannot be read lets nobody through.
        std::fs::remove_file(house.folder.path().join("list.csv")).unwrap();
        assert_eq!(house.admission.application(id).await.err().unwrap().code(), "screening_unavailable");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scans_lie_sealed_open_for_their_owner_and_leave_a_trace_when_a_reviewer_looks() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let (user, other) = (house.user("a@example.com").await, house.user("b@example.com").await);
        let id = house.apply(user, "night-market", "1").await;
        let document = house.admission.application(id).await.unwrap().documents.remove(0);
        let mine = house.admission.open_own_document(user, None, document.id).await.unwrap();
        assert_eq!(mine.content, pdf("night-market"));
        let refused = house.admission.open_own_document(other, None, document.id).await.err().unwrap();
        assert_eq!(refused.code(), "no_such_document");
        let seen = house.admission.open_document_to_review(REVIEWER, document.id).await.unwrap();
        assert_eq!(seen.content, pdf("night-market"));
        assert_eq!(house.trail().await.last().unwrap(), "document_opened");
        // What lies on the disk tells nothing, and is not opened once it was changed or exchanged.
        let path = house.folder.path().join("documents").join(&document.blob[..2]).join(&document.blob);
        let mut sealed = std::fs::read(&path).unwrap();
        assert!(!sealed.windows(4).any(|window| window == b"%PDF"));
        let last = sealed.len() - 1;
        sealed[last] ^= 1;
        std::fs::write(&path, &sealed).unwrap();
        let refused = house.admission.open_own_document(user, None, document.id).await.err().unwrap();
        assert_eq!(refused.code(), "document_damaged");
        for (bad, code) in [
            (b"MZ\x90\0 an executable".to_vec(), "bad_document"),
            (
                b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
                "bad_document",
            ),
            (vec![b'%'; merchants::DOCUMENT_BYTES_MAX + 1], "document_too_large"),
        ] {
            let upload = Upload { kind: DocumentKind::Other, name: "licence.pdf", content: &bad };
            house.admission.save_application(other, &draft("other", "2")).await.unwrap();
            let refused = house.admission.add_application_document(other, &upload).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
    }
}
