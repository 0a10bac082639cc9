use crate::house::{FROM, House, PASSWORD, house, secret};
use crate::second_factor::app;
use db::params;
use identity::{Changed, MAIL_OWN_CHANGE, OwnChange, Role, Session, SessionToken};

const MEI: &str = "mei@example.com";

async fn log_in(house: &House) -> (SessionToken, Session) {
    let token = house.identity.log_in(MEI, &secret(PASSWORD), FROM).await.unwrap();
    let session = house.identity.session(token.expose()).await.unwrap().unwrap();
    (token, session)
}

/// What was told since the last time, and to whom it goes.
async fn told(house: &House) -> Vec<(Changed, String)> {
    let sql = "select id, payload from jobs where kind = $1 order by id";
    let rows = house.db.query(sql, params![MAIL_OWN_CHANGE]).await.unwrap();
    let mut all = Vec::new();
    for row in rows {
        let payload = row.text(1).unwrap();
        assert!(!payload.contains("example.com"), "no address stands in a job: {payload}");
        let change: OwnChange = serde_json::from_str(&payload).unwrap();
        house.identity.mail_own_change(&change, &*house.mails).await.unwrap();
        let (to, text) = house.mails.last();
        assert!(text.contains("您的账户刚刚") && text.contains(FROM) && text.contains("If it was not you"));
        all.push((change.what, to));
        house.damage("delete from jobs where id = $1", &[row.text(0).unwrap().into()]).await;
    }
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_changes_a_way_in_is_told_by_mail() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add(MEI, Role::Buyer, None).await;
        let (token, session) = log_in(&house).await;
        assert_eq!(told(&house).await, []);
        let to = |what| (what, MEI.to_owned());

        let new = house.identity.begin_totp(&session, "Shop").await.unwrap();
        assert_eq!(told(&house).await, [], "nothing is changed yet");
        let code = app(new.secret.expose(), house.time.ambient.now());
        house.identity.confirm_totp(&session, &code, FROM).await.unwrap();
        assert_eq!(told(&house).await, [to(Changed::AppAdded)]);
        house.identity.new_recovery_codes(session.user, FROM).await.unwrap();
        assert_eq!(told(&house).await, [to(Changed::RecoveryCodesRenewed)]);
        house.identity.remove_totp(session.user, FROM).await.unwrap();
        assert_eq!(told(&house).await, [to(Changed::AppRemoved)]);

        let (old, new) = (secret(PASSWORD), secret("another long sentence"));
        let wrong = house.identity.change_password(token.expose(), &new, &new, FROM).await;
        assert_eq!((wrong.unwrap_err().code(), told(&house).await), ("bad_credentials", vec![]));
        house.identity.change_password(token.expose(), &old, &new, FROM).await.unwrap();
        assert_eq!(told(&house).await, [to(Changed::Password)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_address_is_told_to_the_one_from_before_first() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add(MEI, Role::Buyer, None).await;
        let (_, session) = log_in(&house).await;
        let verify = async |contact: &str| {
            let asked = house.identity.ask_contact_code(&session, contact, FROM).await.unwrap();
            let sent = if contact.contains('@') { &house.mails } else { &house.texts };
            let text = sent.wait_for(contact).await;
            let digits = text.chars().skip_while(|c| !c.is_ascii_digit());
            let code: String = digits.take_while(char::is_ascii_digit).collect();
            house.identity.verify_contact(&session, asked.expose(), contact, &code, FROM).await.unwrap();
        };
        verify(MEI).await;
        assert_eq!(told(&house).await, [], "it is the same address as before");
        verify("new@example.com").await;
        let both = [MEI, "new@example.com"].map(|to| (Changed::Email, to.to_owned()));
        assert_eq!(told(&house).await, both);
        verify("+8613800138000").await;
        assert_eq!(told(&house).await, [(Changed::Phone, "new@example.com".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_from_before_opens_for_its_owner_only() {
    let house = house(db::Engine::Sqlite).await;
    let (mine, other) =
        (house.add(MEI, Role::Buyer, None).await, house.add("li@example.com", Role::Buyer, None).await);
    let change = OwnChange {
        user: mine.id,
        what: Changed::Email,
        at: 0,
        from: FROM.into(),
        before: "00ff".repeat(40),
    };
    let refused = house.identity.mail_own_change(&change, &*house.mails).await;
    assert_eq!((refused.unwrap_err().code(), house.mails.count()), ("database", 0));
    let plain = OwnChange { user: other.id, before: String::new(), ..change };
    house.identity.mail_own_change(&plain, &*house.mails).await.unwrap();
    assert_eq!(house.mails.last().0, "li@example.com");
}
