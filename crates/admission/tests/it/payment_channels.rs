use crate::house::House;
use admission::{Admission, Attempt, Deed, SecondPerson};
use channels::{Draft, State};
use db::{Engine, params};
use identity::{Caller, Duty, Role, Sensitive};
use kernel::{BasisPoints, Bilingual, Secret, SessionId, Span};

const FROM: &str = "192.0.2.9";
const SECRET: &str = "hunter2-hunter2";

async fn member(house: &House, name: &str, duty: Duty) -> Caller {
    let user = house.user(&format!("{name}@example.com")).await;
    let mut tx = house.db.begin().await.unwrap();
    let sql = "update users set role = 'operator', duty = $2 where id = $1";
    tx.exec(sql, params![user, duty.code()]).await.unwrap();
    tx.commit().await.unwrap();
    Caller {
        user,
        role: Role::Operator,
        merchant: None,
        duty: Some(duty),
        by: identity::By::Session(SessionId(1)),
        scopes: duty.scopes(Role::Operator),
        live: true,
        second_factor: true,
        strong_at: Some(house.time.ambient.now()),
    }
}

fn deed(admission: &Admission, version: i64, filled: &[(&str, &str)]) -> Deed {
    let setting = |(name, value): &(&str, &str)| ((*name).to_owned(), Secret::new((*value).to_owned()));
    let draft = Draft {
        kind: "made_up".into(),
        name: Bilingual::new("渠道", "Channel"),
        settings: filled.iter().map(setting).collect(),
        forget: Vec::new(),
        currencies: Vec::new(),
        min: None,
        max: None,
        fee: BasisPoints(60),
        devices: Vec::new(),
        version,
    };
    admission.channel_deed("epay", &draft).unwrap()
}

const WHOLE: [(&str, &str); 3] = [("url", "https://pay.example"), ("id", "7"), ("key", SECRET)];

fn on() -> Deed {
    Deed::SwitchChannel { code: "epay".into(), to: State::On }
}

fn off() -> Deed {
    Deed::SwitchChannel { code: "epay".into(), to: State::Off }
}

/// All rows of a table as one text.
async fn all(house: &House, sql: &str, columns: usize) -> String {
    let rows = house.db.query(sql, &[]).await.unwrap();
    let line = |row: &db::Row| (0..columns).map(|at| row.text(at).unwrap()).collect::<Vec<_>>().join(" | ");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_change_stands_in_the_trail_by_names_and_admins_hear_of_it() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let fay = member(&house, "fay", Duty::Finance).await;
        member(&house, "ada", Duty::Admin).await;
        let done = async |deed: &Deed, reason: &str| house.admission.attempt(&fay, FROM, deed, reason).await;
        let bare = done(&deed(&house.admission, 0, &WHOLE), " ").await;
        assert_eq!(bare.unwrap_err().code(), "reason_needed");
        assert!(matches!(done(&deed(&house.admission, 0, &WHOLE), "new").await.unwrap(), Attempt::Done(_)));
        done(&deed(&house.admission, 1, &[("key", "another-one")]), "the key leaked").await.unwrap();
        done(&on(), "tested").await.unwrap();
        let by = admission::By { who: "test", from: FROM };
        house.admission.order_channels(by, &["epay".to_owned()]).await.unwrap();

        let sql = "select what, subject, before_value, after_value, reason from trail where what like 'channel%' \
                   order by seq";
        let trail = all(&house, sql, 5).await;
        let lines: Vec<&str> = trail.lines().collect();
        assert_eq!(lines.len(), 4, "{trail}");
        assert!(
            lines[0].starts_with("channel_created | epay |  | made_up: off")
                && lines[0].contains("id, key, url")
        );
        assert!(lines[1].contains("channel_changed") && lines[1].contains("new settings: key"));
        assert!(
            lines[1].ends_with("the key leaked") && lines[2].contains("channel_switched | epay | off | on")
        );
        assert!(lines[3].contains("channels_ordered | payment_channels | epay | epay"));
        let jobs = all(&house, "select payload from jobs where kind = 'mail.admission' order by id", 1).await;
        assert_eq!(jobs.lines().count(), 3, "one admin, three changes: {jobs}");
        assert!(jobs.contains("channel_changed") && jobs.contains("id, key, url") && !jobs.contains("ada@"));
        for secret in [SECRET, "another-one"] {
            assert!(!trail.contains(secret) && !jobs.contains(secret));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_marked_change_waits_for_a_second_person_and_switching_off_for_nobody() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let rule = SecondPerson { acts: vec![Sensitive::ChangeChannel], lives: Span::hours(72) };
        house.admission.ask_second_person(rule);
        let (fay, ada) =
            (member(&house, "fay", Duty::Finance).await, member(&house, "ada", Duty::Admin).await);
        let rea = member(&house, "rea", Duty::Reviewer).await;
        let proposed =
            async |deed: &Deed| match house.admission.attempt(&fay, FROM, deed, "because").await.unwrap() {
                Attempt::Waits(proposal) => proposal,
                Attempt::Done(_) => panic!("done at once"),
            };
        let approve = async |by: &Caller, id| {
            let approved = house.admission.approve_proposal(by, FROM, id, "seen").await;
            approved.map_or_else(|refusal| refusal.code(), |_| "fine")
        };
        let new = proposed(&deed(&house.admission, 0, &WHOLE)).await;
        assert_eq!((new.subject.as_str(), new.before.as_str()), ("epay", ""));
        assert!(new.after.contains("id, key, url") && !new.after.contains(SECRET));
        assert!(house.admission.channels().list().await.unwrap().is_empty(), "nothing is done yet");
        assert_eq!(approve(&fay, new.id).await, "own_proposal");
        assert_eq!(approve(&rea, new.id).await, "no_such_proposal");
        assert_eq!(approve(&ada, new.id).await, "fine");
        assert_eq!(house.admission.called("epay").await.unwrap().en, "Channel");
        let made = house.admission.channels().find("epay").await.unwrap();
        assert_eq!(
            (made.created_by, made.version),
            (fay.user.to_string(), 1),
            "in the name of who proposed it"
        );

        let waits = proposed(&on()).await;
        assert_eq!(approve(&ada, waits.id).await, "fine");
        assert!(house.admission.channels().find("epay").await.unwrap().is_on());
        let done = house.admission.attempt(&fay, FROM, &off(), "it is on fire").await.unwrap();
        assert!(matches!(done, Attempt::Done(_)), "switching off waits for nobody");

        let waits = proposed(&deed(&house.admission, 3, &[("id", "8")])).await;
        let mut tx = house.db.begin().await.unwrap();
        let switched = house.admission.channels().switch(&mut tx, "epay", State::On, "usr_x").await;
        switched.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(approve(&ada, waits.id).await, "subject_changed", "it is another channel by now");
        assert_eq!(house.admission.channels().find("epay").await.unwrap().plain["id"], "7");
        let sealed = house.db.query("select deed from proposals", &[]).await.unwrap();
        assert!(sealed.iter().all(|row| {
            let bytes = row.bytes(0).unwrap();
            !bytes.windows(SECRET.len()).any(|part| part == SECRET.as_bytes())
        }));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_of_one_is_not_locked_out() {
    let house = House::open(Engine::Sqlite).await;
    house.admission.ask_second_person(SecondPerson { acts: Sensitive::ALL.into(), lives: Span::hours(72) });
    let ada = member(&house, "ada", Duty::Admin).await;
    let done =
        house.admission.attempt(&ada, FROM, &deed(&house.admission, 0, &WHOLE), "alone").await.unwrap();
    assert!(matches!(done, Attempt::Done(_)));
}
