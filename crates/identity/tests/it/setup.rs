use crate::house::{FROM, House, PASSWORD, house, secret};
use db::params;
use identity::{Result, Role, User};
use kernel::{Secret, Span};

async fn redeem(house: &House, token: &Secret<String>, email: &str) -> Result<User> {
    house.identity.redeem_setup(token.expose(), email, &secret(PASSWORD), FROM).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_that_use_the_link_in_parallel_one_becomes_operator() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let token = house.identity.setup_link().await.unwrap().unwrap();
        assert!(house.identity.setup_link_open(token.expose()).await.unwrap());
        let tasks: Vec<_> = (0..8)
            .map(|n| {
                let (identity, token) = (house.neighbour(), token.clone());
                let email = format!("operator{n}@example.com");
                tokio::spawn(async move {
                    identity.redeem_setup(token.expose(), &email, &secret(PASSWORD), FROM).await
                })
            })
            .collect();
        let mut made = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(user) => {
                    made += 1;
                    assert_eq!(user.role, Role::Operator);
                }
                Err(refusal) => assert_eq!(refusal.code(), "setup_link_used"),
            }
        }
        assert_eq!(made, 1);
        assert_eq!(house.count("select count(*) from users where role = $1", params!["operator"]).await, 1);
        assert!(house.identity.setup_link().await.unwrap().is_none(), "there is an operator now");
        assert!(!house.identity.setup_link_open(token.expose()).await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_address_or_password_leaves_the_link_open() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        house.add("taken@example.com", Role::Buyer, None).await;
        let token = house.identity.setup_link().await.unwrap().unwrap();
        assert_eq!(redeem(&house, &token, "no address").await.unwrap_err().code(), "bad_email");
        assert_eq!(redeem(&house, &token, "taken@example.com").await.unwrap_err().code(), "email_taken");
        redeem(&house, &token, "operator@example.com").await.unwrap();
        house.identity.log_in("operator@example.com", &secret(PASSWORD), FROM).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_replaced_at_the_next_start_and_dies_after_a_day() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let first = house.identity.setup_link().await.unwrap().unwrap();
        let second = house.identity.setup_link().await.unwrap().unwrap();
        assert_eq!(redeem(&house, &first, "a@example.com").await.unwrap_err().code(), "setup_link_used");
        house.time.advance(Span::hours(24));
        assert_eq!(redeem(&house, &second, "a@example.com").await.unwrap_err().code(), "setup_link_used");
        let third = house.identity.setup_link().await.unwrap().unwrap();
        assert_eq!(
            redeem(&house, &secret("' or '1'='1"), "a@example.com").await.unwrap_err().code(),
            "setup_link_used"
        );
        redeem(&house, &third, "a@example.com").await.unwrap();
    }
}
