use crate::house::{House, REVIEWER};
use admission::Ruling;
use jobs::Job;
use kernel::{JobId, Span, Time};
use std::collections::BTreeMap;

/// The mails that wait to be sent: the one word that the notice begins with, and to whom.
async fn waiting(house: &House) -> BTreeMap<String, Vec<String>> {
    let sql = "select payload from jobs where kind = $1 order by id";
    let rows = house.db.query(sql, db::params![admission::MAIL_ADMISSION]).await.unwrap();
    let mut mails: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows {
        let payload: serde_json::Value = serde_json::from_str(&row.text(0).unwrap()).unwrap();
        let notice = &payload["notice"];
        let what = notice
            .as_str()
            .map(str::to_owned)
            .unwrap_or_else(|| notice.as_object().unwrap().keys().next().unwrap().clone());
        assert!(!payload.to_string().contains('@'), "no address stands in clear: {payload}");
        let sealed: Vec<u8> = serde_json::from_value(payload["sealed"].clone()).unwrap();
        let to = crate::house::sealer().open("letter", &sealed).unwrap();
        mails.entry(what).or_default().push(String::from_utf8(to).unwrap());
    }
    mails
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_and_ends_are_told_once_each() {
    for engine in testkit::engines() {
        let house = House::open(engine).await;
        let merchant = house.merchant("a@example.com", "night-market").await;
        let brand = house.brand(true).await;
        let handed = house.hand_in(merchant, brand, 40).await;
        house.admission.rule(REVIEWER, handed.id, Ruling::Approve, "").await.unwrap();
        let mut sent = 0;
        for _ in 0..45 {
            sent += house.admission.remind_of_authorisations(10).await.unwrap();
            house.admission.expire_authorisations(10).await.unwrap();
            house.time.advance(Span::days(1));
        }
        assert_eq!(sent, 3);
        let mails = waiting(&house).await;
        let to = vec!["a@example.com".to_owned()];
        assert_eq!(mails["application_approved"], ["owner@example.com"]);
        assert_eq!(mails["authorisation_decided"], to);
        assert_eq!(mails["authorisation_ends"].len(), 3);
        assert_eq!(mails["authorisation_expired"], to);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_notice_is_a_mail_in_both_languages() {
    let house = House::open(db::Engine::Sqlite).await;
    let mailer = backends::LogMailer::new(house.time.ambient.clone(), Some(house.folder.path().join("mail")));
    let notices = [
        serde_json::json!("application_returned"),
        serde_json::json!("application_approved"),
        serde_json::json!({"authorisation_decided": {"brand": "青柠", "state": "returned", "reason": "看不清"}}),
        serde_json::json!({"authorisation_ends": {"brand": "青柠", "days": 7, "on": "2027-01-01T00:00:00Z"}}),
        serde_json::json!({"authorisation_expired": {"brand": "青柠", "offers": 2}}),
        serde_json::json!({"product_rejected": {"title": "月卡", "reason": "名不副实"}}),
    ];
    for notice in notices {
        let payload = serde_json::json!({"to": "a@example.com", "notice": notice}).to_string();
        let job =
            Job { id: JobId(1), kind: "mail.admission".into(), payload, attempt: 1, created_at: Time(0) };
        house.admission.mail(&job, &mailer).await.unwrap();
    }
    assert_eq!(std::fs::read_dir(house.folder.path().join("mail")).unwrap().count(), 6);
    let odd = Job { id: JobId(1), kind: "x".into(), payload: "{}".into(), attempt: 1, created_at: Time(0) };
    assert!(house.admission.mail(&odd, &mailer).await.unwrap_err().never);
}
