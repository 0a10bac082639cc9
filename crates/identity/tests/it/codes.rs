use crate::house::{FROM, House, PASSWORD, carriers, house, house_with, secret};
use db::params;
use identity::{Couriers, NewApiKey, Role, Scope, Scopes};
use kernel::Span;

const MEI: &str = "mei@example.com";

/// The code in the last mail to somebody.
async fn mailed(house: &House, to: &str) -> String {
    let text = house.mails.wait_for(to).await;
    text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_opens_the_account_of_its_contact_once_and_for_five_minutes() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add(MEI, Role::Partner, None).await;
        let asked = house.identity.ask_code(" Mei@Example.com", FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        assert_eq!(code.len(), 6);
        let log_in = async |asked: &str, contact: &str, code: &str| {
            house.identity.log_in_by_code(asked, contact, code, FROM).await.map_err(|refusal| refusal.code())
        };
        let elsewhere = house.identity.ask_code("other@example.com", FROM).await.unwrap();
        assert_eq!(
            log_in(elsewhere.expose(), MEI, &code).await.err(),
            Some("bad_code"),
            "asked by another browser"
        );
        assert_eq!(log_in(asked.expose(), "other@example.com", &code).await.err(), Some("bad_code"));
        assert_eq!(log_in("", MEI, &code).await.err(), Some("bad_code"));
        let (token, verified) = log_in(asked.expose(), MEI, &code).await.unwrap();
        assert_eq!((verified.user, verified.contact.as_str()), (user.id, MEI));
        assert_eq!(house.identity.session(token.expose()).await.unwrap().unwrap().user, user.id);
        assert_eq!(log_in(asked.expose(), MEI, &code).await.err(), Some("bad_code"), "replayed");

        let late = house.identity.ask_code(MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        house.time.advance(Span::minutes(5));
        assert_eq!(log_in(late.expose(), MEI, &code).await.err(), Some("bad_code"));
        house.identity.sweep_codes().await.unwrap();
        assert_eq!(house.count("select count(*) from one_time_codes", &[]).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_guesses_use_a_code_up_and_are_the_guessers_own() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add(MEI, Role::Partner, None).await;
        let guessed = house.identity.ask_code(MEI, "198.51.100.9").await.unwrap();
        let first = mailed(&house, MEI).await;
        let mine = house.identity.ask_code(MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        let wrong = if first == "000000" { "111111" } else { "000000" };
        for _ in 0..5 {
            let guess = house.identity.log_in_by_code(guessed.expose(), MEI, wrong, "198.51.100.9").await;
            assert_eq!(guess.err().unwrap().code(), "bad_code");
        }
        let right = house.identity.log_in_by_code(guessed.expose(), MEI, &first, "198.51.100.9").await;
        assert_eq!(right.err().unwrap().code(), "bad_code", "its five tries are used up");
        assert!(house.identity.log_in_by_code(mine.expose(), MEI, &code, FROM).await.is_ok(), "mine is not");
        let stored = house.db.query("select digest from one_time_codes", &[]).await.unwrap();
        assert!(stored.iter().all(|row| row.bytes(0).unwrap().len() == 32));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_codes_ends_and_locks_nobody_out() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add(MEI, Role::Partner, None).await;
        let mut from_one = Vec::new();
        for _ in 0..7 {
            from_one.push(
                house.identity.ask_code(MEI, "198.51.100.9").await.map_err(|refusal| refusal.code()).err(),
            );
        }
        assert_eq!(from_one[4..], [None, Some("too_many_attempts"), Some("too_many_attempts")]);
        // From many networks the answer is always the same; but no more mails are sent than a dozen an hour.
        for n in 0..30 {
            house.identity.ask_code(MEI, &format!("203.0.{n}.1")).await.unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        assert_eq!(house.mails.count(), 12);
        house.identity.log_in(MEI, &secret(PASSWORD), FROM).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_first_by_telephone_gets_an_account() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let asked = house.identity.ask_code("138 0013 8000", FROM).await.unwrap();
        let code = house.texts.wait_for("+8613800138000").await;
        let (token, verified) =
            house.identity.log_in_by_code(asked.expose(), "+86 13800138000", &code, FROM).await.unwrap();
        let session = house.identity.session(token.expose()).await.unwrap().unwrap();
        assert_eq!(
            (session.email.as_str(), session.called(), session.role),
            ("", "+8613800138000", Role::Buyer)
        );
        // No password, so none opens it; then a first one.
        let by_password = house.identity.log_in("13800138000", &secret(""), FROM).await;
        assert_eq!(by_password.err().unwrap().code(), "bad_credentials");
        house.identity.set_first_password(&session, &secret(PASSWORD), FROM).await.unwrap();
        let twice = house.identity.set_first_password(&session, &secret("another sentence"), FROM).await;
        assert_eq!(twice.unwrap_err().code(), "bad_credentials");
        house.identity.log_in("13800138000", &secret(PASSWORD), FROM).await.unwrap();
        // An address as well, once its code was given.
        let asked = house.identity.ask_contact_code(&session, MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        let other = house.add("other@example.com", Role::Partner, None).await;
        let theirs = house.identity.log_in("other@example.com", &secret(PASSWORD), FROM).await.unwrap();
        let theirs = house.identity.session(theirs.expose()).await.unwrap().unwrap();
        let stolen = house.identity.verify_contact(&theirs, asked.expose(), MEI, &code, FROM).await;
        assert_eq!(stolen.unwrap_err().code(), "bad_code", "the code is for one account");
        house.identity.verify_contact(&session, asked.expose(), MEI, &code, FROM).await.unwrap();
        let found = house.identity.user_by_email(MEI).await.unwrap().unwrap();
        assert_eq!((found.id, found.phone.as_deref()), (verified.user, Some("+8613800138000")));
        assert_ne!(found.id, other.id);
        // What is somebody's already is not taken over.
        let asked = house.identity.ask_contact_code(&theirs, MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        let taken = house.identity.verify_contact(&theirs, asked.expose(), MEI, &code, FROM).await;
        assert_eq!(taken.unwrap_err().code(), "contact_taken");
    }
}

/// Somebody signs up with another one's address and waits for them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_owner_of_an_address_takes_the_account_back_from_who_never_proved_it() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.identity.sign_up(MEI, &secret(PASSWORD), "198.51.100.9").await.unwrap();
        let squatter = house.identity.log_in(MEI, &secret(PASSWORD), "198.51.100.9").await.unwrap();
        let scopes = Scopes::of(&[Scope::OrdersRead]);
        let key = NewApiKey { owner: user.id, name: "back door", scopes, live: true };
        let (_, key) = house.identity.create_api_key(&key, "198.51.100.9").await.unwrap();
        house.identity.authenticate(key.expose()).await.unwrap();

        let asked = house.identity.ask_code(MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        let (token, _) = house.identity.log_in_by_code(asked.expose(), MEI, &code, FROM).await.unwrap();
        assert_eq!(house.identity.session(token.expose()).await.unwrap().unwrap().user, user.id);
        assert!(house.identity.session(squatter.expose()).await.unwrap().is_none());
        assert_eq!(house.identity.authenticate(key.expose()).await.unwrap_err().code(), "bad_api_key");
        let password = house.identity.log_in(MEI, &secret(PASSWORD), "198.51.100.9").await;
        assert_eq!(password.err().unwrap().code(), "bad_credentials");
        assert_eq!(
            house.count("select count(*) from trail where what = $1", params!["account_reclaimed"]).await,
            1
        );

        // From then on it is proved: a further code takes nothing away.
        let asked = house.identity.ask_code(MEI, FROM).await.unwrap();
        let code = mailed(&house, MEI).await;
        house.identity.log_in_by_code(asked.expose(), MEI, &code, FROM).await.unwrap();
        assert!(house.identity.session(token.expose()).await.unwrap().is_some());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_account_gets_no_code_and_the_answer_is_the_same() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let user = house.add(MEI, Role::Partner, None).await;
        house.identity.block(user.id, "system", "test", FROM).await.unwrap();
        house.identity.ask_code(MEI, FROM).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        assert_eq!(house.mails.count(), 0);
        assert_eq!(house.identity.ask_code("neither", FROM).await.err().unwrap().code(), "bad_contact");
        assert_eq!(house.identity.code_ways(), (true, true));
        let silent = house_with(engine, Couriers::default(), carriers()).await;
        assert_eq!(silent.identity.code_ways(), (false, false));
    }
}
