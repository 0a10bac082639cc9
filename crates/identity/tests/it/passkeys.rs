use crate::authenticator::{Authenticator, ORIGIN};
use crate::house::{FROM, House, PASSWORD, house, secret};
use db::{Engine, params};
use identity::{Identity, Passkey, PasskeyProof, Place, Result, Role, Session, SessionToken, User, Ways};
use kernel::Span;

struct Shop {
    house: House,
    identity: Identity,
}

async fn shop(engine: Engine) -> Shop {
    let house = house(engine).await;
    let identity = house.identity.clone().with_ways(Ways::new(ORIGIN, "Shop", Vec::new()));
    Shop { house, identity }
}

impl Shop {
    /// Somebody who is logged in by their password.
    async fn somebody(&self, email: &str) -> (User, SessionToken) {
        let user = self.house.add(email, Role::Buyer, None).await;
        let token = self.identity.log_in(email, &secret(PASSWORD), FROM).await.unwrap();
        (user, token)
    }

    async fn session(&self, token: &SessionToken) -> Session {
        self.identity.session(token.expose()).await.unwrap().unwrap()
    }

    async fn add(&self, token: &SessionToken, key: &mut Authenticator) -> Result<Passkey> {
        let session = self.session(token).await;
        let asked = self.identity.begin_passkey(&session).await?;
        let made = key.create(&asked.options);
        self.identity.finish_passkey(&session, &asked.challenge, &made, "my phone", FROM).await
    }

    async fn log_in(&self, key: &mut Authenticator) -> Result<SessionToken> {
        let asked = self.identity.ask_for_passkey(FROM).await?;
        let credential = key.get(&asked.options);
        let proof = PasskeyProof { challenge: &asked.challenge, credential: &credential };
        self.identity.log_in_by_passkey(&proof, Place::from(FROM)).await
    }
}

fn code<T>(result: Result<T>) -> &'static str {
    result.map_or_else(|refusal| refusal.code(), |_| "fine")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_adds_a_passkey_and_logs_in_without_saying_who_they_are() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (user, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        let asked = shop.identity.begin_passkey(&shop.session(&token).await).await.unwrap();
        let wish = |path: &str| asked.options.pointer(path).unwrap().clone();
        assert_eq!(wish("/publicKey/rp/id"), "shop.example");
        assert_eq!(wish("/publicKey/authenticatorSelection/residentKey"), "preferred");
        assert_eq!(wish("/publicKey/authenticatorSelection/userVerification"), "required");
        let passkey = shop.add(&token, &mut key).await.unwrap();
        assert_eq!((passkey.name.as_str(), passkey.user, passkey.last_used_at), ("my phone", user.id, None));

        let fresh = shop.log_in(&mut key).await.unwrap();
        let session = shop.session(&fresh).await;
        assert_eq!((session.user, session.strong_at), (user.id, Some(shop.house.time.ambient.now())));
        assert!(session.second_factor);
        let [known] = &shop.identity.passkeys(user.id).await.unwrap()[..] else { panic!("one passkey") };
        assert_eq!(known.last_used_at, Some(shop.house.time.ambient.now()));
        // Also on another node, which read nothing before.
        let neighbour = shop.house.neighbour().with_ways(Ways::new(ORIGIN, "Shop", Vec::new()));
        let asked = neighbour.ask_for_passkey(FROM).await.unwrap();
        let credential = key.get(&asked.options);
        let proof = PasskeyProof { challenge: &asked.challenge, credential: &credential };
        assert!(shop.identity.log_in_by_passkey(&proof, Place::from(FROM)).await.is_ok());
        let sql = "select count(*) from trail where what = $1";
        assert_eq!(shop.house.count(sql, params!["passkey_added"]).await, 1);
        let told =
            "select count(*) from jobs where kind = 'mail.own_change' and payload like '%passkey_added%'";
        assert_eq!(shop.house.count(told, &[]).await, 1, "its owner hears of it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_challenge_is_good_once_for_one_purpose_and_five_minutes() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        shop.add(&token, &mut key).await.unwrap();
        let prove = |challenge: String, credential| {
            let identity = shop.identity.clone();
            async move {
                let proof = PasskeyProof { challenge: &challenge, credential: &credential };
                code(identity.log_in_by_passkey(&proof, Place::from(FROM)).await)
            }
        };
        let asked = shop.identity.ask_for_passkey(FROM).await.unwrap();
        let answer = key.get(&asked.options);
        assert_eq!(prove(asked.challenge.clone(), answer.clone()).await, "fine");
        assert_eq!(prove(asked.challenge.clone(), answer.clone()).await, "challenge_used");

        let late = shop.identity.ask_for_passkey(FROM).await.unwrap();
        shop.house.time.advance(Span::minutes(5));
        let answer = key.get(&late.options);
        assert_eq!(prove(late.challenge, answer).await, "challenge_used");

        let session = shop.session(&token).await;
        let own = shop.identity.ask_for_own_passkey(&session).await.unwrap();
        let answer = key.get(&own.options);
        assert_eq!(prove(own.challenge, answer).await, "challenge_used", "that of a proof logs nobody in");
        let other = shop.identity.ask_for_passkey(FROM).await.unwrap();
        let answer = key.get(&other.options);
        let next = shop.identity.ask_for_passkey(FROM).await.unwrap();
        assert_eq!(prove(next.challenge, answer).await, "passkey_refused", "an answer to another challenge");
        for challenge in ["", "x", &"A".repeat(43)] {
            assert_eq!(prove(challenge.to_owned(), key.get(&other.options)).await, "challenge_used");
        }
        shop.house.time.advance(Span::minutes(5));
        shop.identity.sweep().await.unwrap();
        assert_eq!(shop.house.count("select count(*) from passkey_challenges", &[]).await, 0);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_other_origin_and_no_forgery_is_taken() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        shop.add(&token, &mut key).await.unwrap();
        type Bend = fn(&mut Authenticator);
        let bends: [(&str, Bend); 5] = [
            ("another site", |key| key.origin = "https://shop.example.evil.example".into()),
            ("another port", |key| key.origin = "https://shop.example:8443".into()),
            ("not https", |key| key.origin = "http://shop.example".into()),
            ("another party", |key| key.rp_id = "evil.example".into()),
            ("nobody unlocked it", Authenticator::unlocked_by_nobody),
        ];
        for (what, bend) in bends {
            let (origin, rp_id, flags) = (key.origin.clone(), key.rp_id.clone(), key.flags);
            bend(&mut key);
            assert_eq!(code(shop.log_in(&mut key).await), "passkey_refused", "{what}");
            let mut another = Authenticator::new();
            bend(&mut another);
            let (_, fresh) = shop.somebody(&format!("{}@example.com", what.replace(' ', "-"))).await;
            assert_eq!(code(shop.add(&fresh, &mut another).await), "passkey_refused", "{what}");
            (key.origin, key.rp_id, key.flags) = (origin, rp_id, flags);
        }
        assert_eq!(code(shop.log_in(&mut key).await), "fine");

        // Somebody else's key under that name, and that key under another user's name.
        let mut forger = Authenticator::new();
        (forger.id, forger.user_handle) = (key.id.clone(), key.user_handle.clone());
        assert_eq!(code(shop.log_in(&mut forger).await), "passkey_refused");
        let (other, _) = shop.somebody("li@example.com").await;
        let own = std::mem::replace(&mut key.user_handle, other.id.0.to_be_bytes().to_vec());
        assert_eq!(code(shop.log_in(&mut key).await), "passkey_refused");
        key.user_handle = own;
        // A copy, whose counter lags behind.
        key.counter = 0;
        assert_eq!(code(shop.log_in(&mut key).await), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_credential_is_one_persons_and_none_is_registered_by_anothers_challenge() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (mei, li) = (shop.somebody("mei@example.com").await.1, shop.somebody("li@example.com").await.1);
        let mut key = Authenticator::new();
        shop.add(&mei, &mut key).await.unwrap();
        assert_eq!(code(shop.add(&li, &mut key).await), "passkey_refused");
        let (meis, lis) = (shop.session(&mei).await, shop.session(&li).await);
        let asked = shop.identity.begin_passkey(&lis).await.unwrap();
        let made = Authenticator::new().create(&asked.options);
        let stolen = shop.identity.finish_passkey(&meis, &asked.challenge, &made, "x", FROM).await;
        assert_eq!(code(stolen), "challenge_used");
        // A proof is fresh for ten minutes.
        shop.house.time.advance(Span::minutes(10));
        assert_eq!(code(shop.identity.begin_passkey(&shop.session(&mei).await).await), "step_up_needed");
        let asked = shop.identity.begin_passkey(&lis).await.unwrap();
        let made = Authenticator::new().create(&asked.options);
        let finish = shop.identity.finish_passkey(&lis, &asked.challenge, &made, "  ", FROM).await;
        assert_eq!(code(finish), "bad_name");
        assert_eq!(
            code(shop.identity.finish_passkey(&lis, &asked.challenge, &made, "x", FROM).await),
            "fine"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_passkey_is_a_second_factor_within_a_session() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (user, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        let passkey = shop.add(&token, &mut key).await.unwrap();
        let weak = shop.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await.unwrap();
        assert_eq!(shop.session(&weak).await.strong_at, None);
        let session = shop.session(&weak).await;
        let removed = shop.identity.remove_passkey(&session, passkey.id, FROM).await;
        assert_eq!(code(removed), "step_up_needed");

        let prove = async |key: &mut Authenticator, token: &SessionToken| {
            let asked = shop.identity.ask_for_own_passkey(&session).await.unwrap();
            let credential = key.get(&asked.options);
            let proof = PasskeyProof { challenge: &asked.challenge, credential: &credential };
            code(shop.identity.prove_by_passkey(token.expose(), &proof, Place::from(FROM)).await)
        };
        let (_, lis) = shop.somebody("li@example.com").await;
        assert_eq!(prove(&mut key, &lis).await, "challenge_used", "somebody else's session");
        let mut stranger = Authenticator::new();
        assert_eq!(prove(&mut stranger, &weak).await, "passkey_refused");
        assert_eq!(prove(&mut key, &weak).await, "fine");
        assert_eq!(shop.session(&weak).await.strong_at, Some(shop.house.time.ambient.now()));
        assert_eq!(shop.session(&lis).await.strong_at, None);

        let session = shop.session(&weak).await;
        shop.identity.rename_passkey(user.id, passkey.id, "old phone").await.unwrap();
        assert_eq!(shop.identity.passkeys(user.id).await.unwrap()[0].name, "old phone");
        shop.identity.remove_passkey(&session, passkey.id, FROM).await.unwrap();
        let again = shop.identity.remove_passkey(&session, passkey.id, FROM).await;
        assert_eq!(code(again), "no_such_passkey");
        assert_eq!(code(shop.log_in(&mut key).await), "passkey_refused");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_person_has_no_passkey_and_a_shop_without_a_name_offers_none() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (user, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        shop.add(&token, &mut key).await.unwrap();
        shop.identity.block(user.id, "system", "test", FROM).await.unwrap();
        assert_eq!(code(shop.log_in(&mut key).await), "passkey_refused");
        let bare =
            shop.house.identity.clone().with_ways(Ways::new("http://192.0.2.7:8080", "Shop", Vec::new()));
        assert!(!bare.passkeys_offered());
        assert_eq!(code(bare.ask_for_passkey(FROM).await), "passkeys_not_offered");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_uses_with_one_counter_one_is_taken() {
    for engine in testkit::engines() {
        let shop = shop(engine).await;
        let (_, token) = shop.somebody("mei@example.com").await;
        let mut key = Authenticator::new();
        shop.add(&token, &mut key).await.unwrap();
        let mut tries = Vec::new();
        for _ in 0..2 {
            let asked = shop.identity.ask_for_passkey(FROM).await.unwrap();
            key.counter = 0;
            let (identity, credential) = (shop.identity.clone(), key.get(&asked.options));
            tries.push(tokio::spawn(async move {
                let proof = PasskeyProof { challenge: &asked.challenge, credential: &credential };
                identity.log_in_by_passkey(&proof, Place::from(FROM)).await.is_ok()
            }));
        }
        let mut taken = 0;
        for attempt in tries {
            taken += usize::from(attempt.await.unwrap());
        }
        assert_eq!(taken, 1);
    }
}
