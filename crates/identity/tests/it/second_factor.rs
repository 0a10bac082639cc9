use crate::house::{FROM, House, PASSWORD, house, secret};
use db::params;
use hmac::{Hmac, Mac};
use identity::{Role, Session, SessionToken};
use kernel::Span;
use sha1::Sha1;

async fn log_in(house: &House) -> SessionToken {
    house.identity.log_in("mei@example.com", &secret(PASSWORD), FROM).await.unwrap()
}

async fn session(house: &House, token: &SessionToken) -> Session {
    house.identity.session(token.expose()).await.unwrap().unwrap()
}

/// What an app would show, worked out from what the person typed in.
pub fn app(secret: &str, at: kernel::Time) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: String = secret.chars().map(|c| format!("{:05b}", letters.find(c).unwrap())).collect();
    let bytes: Vec<u8> =
        (0..bits.len() / 8).map(|n| u8::from_str_radix(&bits[n * 8..n * 8 + 8], 2).unwrap()).collect();
    let mut mac = Hmac::<Sha1>::new_from_slice(&bytes).unwrap();
    mac.update(&(at.unix_seconds() / 30).to_be_bytes());
    let hash = mac.finalize().into_bytes();
    let offset = (hash[19] & 15) as usize;
    let number = u32::from_be_bytes(hash[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// Sets an app up; gives its secret and the recovery codes.
async fn set_up(house: &House, token: &SessionToken) -> (String, Vec<String>) {
    let mine = session(house, token).await;
    let new = house.identity.begin_totp(&mine, "豆蔻 Shop").await.unwrap();
    let secret = new.secret.expose().clone();
    assert!(
        new.uri.expose().starts_with("otpauth://totp/%E8%B1%86%E8%94%BB%20Shop:mei%40example.com?secret=")
    );
    let code = app(&secret, house.time.ambient.now());
    let codes = house.identity.confirm_totp(&mine, &code, FROM).await.unwrap();
    (secret, codes.iter().map(|code| code.expose().clone()).collect())
}

async fn prove(house: &House, token: &SessionToken, code: &str) -> &'static str {
    let mine = session(house, token).await;
    let proved = house.identity.prove(&mine, code, FROM).await;
    proved.map_or_else(|refusal| refusal.code(), |()| "fine")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_app_is_set_up_by_its_first_code_and_other_sessions_end() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (mine, other) = (log_in(&house).await, log_in(&house).await);
        let here = session(&house, &mine).await;
        assert!(!here.second_factor && here.strong_at.is_none());
        let none = house.identity.confirm_totp(&here, "123456", FROM).await.err().unwrap();
        assert_eq!(none.code(), "not_begun");
        let first = house.identity.begin_totp(&here, "Shop").await.unwrap();
        let stale = app(first.secret.expose(), house.time.ambient.now());
        assert!(!session(&house, &mine).await.second_factor, "nothing is proved yet");

        let (secret, codes) = set_up(&house, &mine).await;
        assert_ne!(&secret, first.secret.expose(), "a secret that was not confirmed is replaced");
        assert_eq!(codes.len(), 10);
        let here = session(&house, &mine).await;
        assert!(here.second_factor && here.strong_at.is_some());
        assert!(house.identity.session(other.expose()).await.unwrap().is_none());
        let again = house.identity.begin_totp(&here, "Shop").await.err().unwrap();
        assert_eq!(again.code(), "already_set_up");
        assert_eq!(prove(&house, &mine, &stale).await, "bad_code");

        // Neither the secret nor a code stands in the database.
        let sealed = house.db.query("select sealed from totp", &[]).await.unwrap()[0].bytes(0).unwrap();
        assert!(!sealed.windows(20).any(|part| part == secret.as_bytes().get(..20).unwrap()));
        let plain = codes[0].replace('-', "");
        let rows = house.db.query("select digest from recovery_codes", &[]).await.unwrap();
        assert!(rows.iter().all(|row| row.bytes(0).unwrap() != plain.as_bytes()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_taken_once_and_a_recovery_code_in_its_place_once() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (secret, codes) = set_up(&house, &log_in(&house).await).await;
        let used = app(&secret, house.time.ambient.now());
        let token = log_in(&house).await;
        assert_eq!(prove(&house, &token, &used).await, "bad_code", "it confirmed the app");
        house.time.advance(Span::seconds(30));
        let next = app(&secret, house.time.ambient.now());
        assert_eq!(prove(&house, &token, &format!(" {} {} ", &next[..3], &next[3..])).await, "fine");
        assert!(session(&house, &token).await.strong_at.is_some());
        assert_eq!(
            prove(&house, &log_in(&house).await, &next).await,
            "bad_code",
            "replayed in another session"
        );
        assert_eq!(prove(&house, &token, &codes[3].to_uppercase()).await, "fine");
        assert_eq!(prove(&house, &token, &codes[3]).await, "bad_code");
        let user = session(&house, &token).await.user;
        assert_eq!(house.identity.second_factor(user).await.unwrap().recovery_codes_left, 9);
        let renewed = house.identity.new_recovery_codes(user, FROM).await.unwrap();
        assert_eq!(prove(&house, &token, &codes[4]).await, "bad_code", "those from before are worth nothing");
        assert_eq!(prove(&house, &token, renewed[0].expose()).await, "fine");

        house.identity.remove_totp(user, FROM).await.unwrap();
        let bare = session(&house, &token).await;
        assert!(!bare.second_factor && bare.strong_at.is_none());
        assert_eq!(prove(&house, &token, renewed[1].expose()).await, "no_second_factor");
        for what in
            ["second_factor_set_up", "recovery_code_used", "recovery_codes_renewed", "second_factor_removed"]
        {
            let count = house.count("select count(*) from trail where what = $1", params![what]).await;
            assert!(count >= 1, "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_at_once_do_not_use_one_code_twice() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (secret, _) = set_up(&house, &log_in(&house).await).await;
        house.time.advance(Span::seconds(60));
        let code = app(&secret, house.time.ambient.now());
        let (a, b) = (log_in(&house).await, log_in(&house).await);
        let (a, b) = (session(&house, &a).await, session(&house, &b).await);
        let neighbour = house.neighbour();
        let both = tokio::join!(house.identity.prove(&a, &code, FROM), neighbour.prove(&b, &code, FROM));
        assert_eq!(usize::from(both.0.is_ok()) + usize::from(both.1.is_ok()), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn guessing_costs_the_guesser_and_a_recovery_code_still_works() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("mei@example.com", Role::Buyer, None).await;
        let (_, codes) = set_up(&house, &log_in(&house).await).await;
        let token = log_in(&house).await;
        let mine = session(&house, &token).await;
        // Somebody who has the password guesses from many networks, until even new ones are not heard.
        let mut refused = 0;
        for n in 0..40 {
            let from = format!("198.51.{n}.1");
            let answer = house.identity.prove(&mine, "000000", &from).await.unwrap_err();
            refused += usize::from(answer.code() == "too_many_attempts");
        }
        assert!(refused >= 8, "{refused} of 40 were not heard at all");
        assert!(house.identity.prove(&mine, &codes[0], FROM).await.is_ok());
    }
}
