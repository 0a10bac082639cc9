use crate::house::{House, REVIEWER};
use admission::By;
use kernel::{Bilingual, Currency, MerchantId, Money, Span};
use merchants::{DomainState, Limits, Plan, proof_line};

const OWNER: By<'static> = By { who: "usr_owner", from: "192.0.2.1" };
const CARDS: &str = "cards.example";

async fn code(house: &House, merchant: MerchantId, domain: &str) -> &'static str {
    house.admission.name_domain(OWNER, merchant, domain).await.unwrap_err().code()
}

/// What stands at the domain from now on.
fn says(house: &House, domain: &str, text: &str) {
    house.said.0.lock().unwrap().insert(domain.to_owned(), text.to_owned());
}

async fn check(house: &House, merchant: MerchantId) -> Result<DomainState, &'static str> {
    house.time.advance(Span::seconds(11));
    let checked = house.admission.check_domain(OWNER, merchant).await;
    checked.map(|domain| domain.state).map_err(|refusal| refusal.code())
}

async fn shown(house: &House) -> Vec<(String, String)> {
    let stores = merchants::hosted_stores(&house.db).await.unwrap();
    stores.into_iter().map(|hosted| (hosted.domain, hosted.store.slug)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_is_whose_it_says() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let first = house.merchant("a@example.com", "night-market").await;
        let second = house.merchant("b@example.com", "day-market").await;
        assert_eq!(check(&house, first).await, Err("no_domain"));
        let named = house.admission.name_domain(OWNER, first, "Cards.Example.").await.unwrap();
        assert_eq!((named.domain.as_str(), named.state), (CARDS, DomainState::Pending));
        let rival = house.admission.name_domain(OWNER, second, CARDS).await.unwrap();
        assert_ne!(named.token, rival.token);
        // Named again, it is the same: what was put there stays good.
        assert_eq!(house.admission.name_domain(OWNER, first, CARDS).await.unwrap().token, named.token);

        assert_eq!(check(&house, first).await, Ok(DomainState::Pending));
        let known = house.admission.domain(first).await.unwrap().unwrap();
        assert!(known.problem.contains("no address"), "{}", known.problem);
        says(&house, CARDS, &proof_line(&rival.token));
        assert_eq!(check(&house, first).await, Ok(DomainState::Pending));
        assert_eq!(shown(&house).await, []);

        // Both stand there: who proves it first has it.
        says(&house, CARDS, &format!("{}\n{}\n", proof_line(&rival.token), proof_line(&named.token)));
        assert_eq!(check(&house, first).await, Ok(DomainState::Verified));
        assert_eq!(check(&house, second).await, Err("domain_taken"));
        let third = house.merchant("c@example.com", "third").await;
        assert_eq!(code(&house, third, CARDS).await, "domain_taken");
        assert_eq!(shown(&house).await, [(CARDS.to_owned(), "night-market".to_owned())]);

        // Asked again and again in a moment, nobody is asked.
        let wait = house.admission.check_domain(OWNER, first).await.unwrap();
        assert_eq!(wait.state, DomainState::Verified);
        let wait = house.admission.check_domain(OWNER, first).await.unwrap_err();
        assert_eq!(wait.code(), "domain_checked_just_now");

        house.admission.drop_domain(OWNER, first).await.unwrap();
        assert_eq!(shown(&house).await, []);
        assert_eq!(check(&house, second).await, Ok(DomainState::Verified));
        assert_eq!(shown(&house).await, [(CARDS.to_owned(), "day-market".to_owned())]);
        let trail = house.trail().await;
        for what in ["domain_named", "domain_verified", "domain_dropped"] {
            assert!(trail.iter().any(|found| found == what), "{what}");
        }
        house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_domain_that_says_so_no_more_is_lost_with_the_third_check() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let named = house.admission.name_domain(OWNER, merchant, CARDS).await.unwrap();
        says(&house, CARDS, &proof_line(&named.token));
        assert_eq!(check(&house, merchant).await, Ok(DomainState::Verified));
        assert_eq!(house.admission.recheck_domains(10).await.unwrap(), 0, "its turn has not come");
        says(&house, CARDS, "nothing of ours");
        for left in [true, true, false] {
            house.time.advance(Span::hours(7));
            assert_eq!(house.admission.recheck_domains(10).await.unwrap(), 1);
            assert_eq!(!shown(&house).await.is_empty(), left);
        }
        let lost = house.admission.domain(merchant).await.unwrap().unwrap();
        assert_eq!(lost.state, DomainState::Lost);
        house.time.advance(Span::hours(7));
        assert_eq!(house.admission.recheck_domains(10).await.unwrap(), 0);
        let mails =
            house.db.query("select payload from jobs where kind = 'mail.admission'", &[]).await.unwrap();
        let lost = mails.iter().filter(|row| row.text(0).unwrap().contains("domain_lost")).count();
        assert_eq!(lost, 1, "one owner, one mail");

        // Twice missing and there again is not three times.
        says(&house, CARDS, &proof_line(&named.token));
        assert_eq!(check(&house, merchant).await, Ok(DomainState::Verified));
        for text in ["", "", &proof_line(&named.token), "", ""] {
            says(&house, CARDS, text);
            house.time.advance(Span::hours(7));
            house.admission.recheck_domains(10).await.unwrap();
        }
        let held = house.admission.domain(merchant).await.unwrap().unwrap();
        assert_eq!((held.state, held.failures), (DomainState::Verified, 2));
        house.audit().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_may_have_no_domain_in_it_and_the_shops_own_is_nobodys() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        for bad in ["shop.test", "www.shop.test", "localhost", "10.0.0.1", "https://cards.example/", "x"] {
            assert_eq!(code(&house, merchant, bad).await, "bad_domain", "{bad}");
        }
        for (code, own_domain) in [("small", false), ("large", true)] {
            let plan = Plan {
                code: code.into(),
                name: Bilingual::new(code, code),
                limits: Limits::default(),
                own_domain,
                fee: Money::new(0, Currency::CNY),
                sort: 1,
            };
            house.admission.put_plan(REVIEWER, &plan).await.unwrap();
        }
        house.admission.choose_plan(REVIEWER, merchant, "small").await.unwrap();
        assert_eq!(code(&house, merchant, CARDS).await, "plan_limit");
        house.admission.choose_plan(REVIEWER, merchant, "large").await.unwrap();
        let named = house.admission.name_domain(OWNER, merchant, CARDS).await.unwrap();
        says(&house, CARDS, &proof_line(&named.token));
        assert_eq!(check(&house, merchant).await, Ok(DomainState::Verified));
        assert_eq!(shown(&house).await.len(), 1);
        // With the plan the domain goes, and with it it comes back.
        house.admission.choose_plan(REVIEWER, merchant, "small").await.unwrap();
        assert_eq!(shown(&house).await, []);
        assert_eq!(check(&house, merchant).await, Err("plan_limit"));
        house.admission.choose_plan(REVIEWER, merchant, "").await.unwrap();
        assert_eq!(shown(&house).await.len(), 1, "no plan, no limits");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_prove_the_same_at_once_one_has_it() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let mut lines = Vec::new();
        let mut all = Vec::new();
        for (mail, slug) in [("a@example.com", "one"), ("b@example.com", "two"), ("c@example.com", "three")] {
            let merchant = house.merchant(mail, slug).await;
            let named = house.admission.name_domain(OWNER, merchant, CARDS).await.unwrap();
            lines.push(proof_line(&named.token));
            all.push(merchant);
        }
        says(&house, CARDS, &lines.join("\n"));
        house.time.advance(Span::seconds(11));
        let tasks: Vec<_> = all
            .into_iter()
            .map(|merchant| {
                let admission = house.admission.clone();
                tokio::spawn(async move { admission.check_domain(OWNER, merchant).await.is_ok() })
            })
            .collect();
        let mut won = 0;
        for task in tasks {
            won += usize::from(task.await.unwrap());
        }
        assert_eq!((won, shown(&house).await.len()), (1, 1));
    }
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let chunk = |kind: &[u8], data: &[u8]| {
        [&u32::try_from(data.len()).unwrap().to_be_bytes()[..], kind, data, &[0; 4]].concat()
    };
    let head = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    let parts = [chunk(b"IHDR", &head), chunk(b"IDAT", b"xx"), chunk(b"IEND", b"")].concat();
    [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_logo_is_a_small_picture_and_nothing_else() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let behind = [png(8, 8), b"<script>".to_vec()].concat();
        let padded = [png(8, 8), vec![0; 512 * 1024]].concat();
        let cases: [(&[u8], &str); 10] = [
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "bad_logo"),
            (b"MZ\x90\0", "bad_logo"),
            (b"\x7fELF\x02\x01\x01", "bad_logo"),
            (b"GIF89a", "bad_logo"),
            (b"%PDF-1.7\n%%EOF\n", "bad_logo"),
            (b"", "bad_logo"),
            (&behind, "bad_logo"),
            (&padded, "logo_too_large"),
            (&png(2_001, 10), "logo_too_wide"),
            (&png(u32::MAX, u32::MAX), "logo_too_wide"),
        ];
        for (content, code) in cases {
            let refused = house.admission.put_logo(OWNER, merchant, content).await.unwrap_err();
            assert_eq!(refused.code(), code, "{:?}", content.get(..20));
        }
        assert_eq!(house.admission.remove_logo(OWNER, merchant).await.unwrap_err().code(), "no_logo");
        let nobody = house.admission.put_logo(OWNER, MerchantId(1), &png(8, 8)).await.unwrap_err();
        assert_eq!(nobody.code(), "no_such_store");

        let logo = house.admission.put_logo(OWNER, merchant, &png(2_000, 2_000)).await.unwrap();
        assert_eq!((logo.width, logo.height), (2_000, 2_000));
        let found = merchants::logo_by_digest(&house.db, &logo.digest).await.unwrap().unwrap();
        assert_eq!(found, (logo.clone(), png(2_000, 2_000)));
        for bad in ["", "../../etc/passwd", &logo.digest.to_uppercase(), &"0".repeat(64)] {
            assert!(merchants::logo_by_digest(&house.db, bad).await.unwrap().is_none(), "{bad}");
        }
        let next = house.admission.put_logo(OWNER, merchant, &png(9, 9)).await.unwrap();
        assert!(merchants::logo_by_digest(&house.db, &logo.digest).await.unwrap().is_none(), "it is gone");
        house.admission.remove_logo(OWNER, merchant).await.unwrap();
        assert!(merchants::logo_by_digest(&house.db, &next.digest).await.unwrap().is_none());
        assert_eq!(house.trail().await.iter().filter(|what| *what == "logo_changed").count(), 3);
        house.audit().await;
    }
}
