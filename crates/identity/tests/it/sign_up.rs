use crate::house::{FROM, PASSWORD, house, secret};
use db::params;
use identity::{NewUser, Role, UserState};
use kernel::{MerchantId, PageAsk};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_parallel_sign_ups_with_one_address_exactly_one_succeeds() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let tasks: Vec<_> = (0..12)
            .map(|n| {
                let identity = house.identity.clone();
                let email = if n % 2 == 0 { "Mei@Example.com" } else { " mei@example.COM " };
                tokio::spawn(async move { identity.sign_up(email, &secret(PASSWORD), FROM).await })
            })
            .collect();
        let mut taken = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(user) => assert_eq!((user.email.as_str(), user.role), ("mei@example.com", Role::Buyer)),
                Err(refusal) => {
                    assert_eq!(refusal.code(), "email_taken");
                    taken += 1;
                }
            }
        }
        assert_eq!(taken, 11);
        assert_eq!(house.count("select count(*) from users", &[]).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn strange_addresses_stay_data_or_are_refused() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        for email in [
            "x@example.com'; drop table users; --",
            "<script>alert(1)</script>@example.com",
            "a@example.com\r\nBcc: b@example.com",
            "a@example.com\0",
            "a@exa mple.com",
            "",
        ] {
            let refused = house.identity.sign_up(email, &secret(PASSWORD), FROM).await.unwrap_err();
            assert_eq!(refused.code(), "bad_email", "{email:?}");
            let refused = house.identity.log_in(email, &secret(PASSWORD), FROM).await.err().unwrap();
            assert_eq!(refused.code(), "bad_credentials", "{email:?}");
        }
        let odd = house
            .identity
            .sign_up("o'--'or'1'='1@example.com", &secret("' or 1=1; -- <b>\0"), FROM)
            .await
            .unwrap();
        assert_eq!(house.identity.user(odd.id).await.unwrap(), odd);
        assert_eq!(
            house.identity.user_by_email("O'--'OR'1'='1@example.com").await.unwrap(),
            Some(odd.clone())
        );
        house
            .identity
            .log_in(&odd.email, &secret("' or 1=1; -- <b>\0"), "x'; drop table users\0\r\n")
            .await
            .unwrap();
        assert_eq!(house.count("select count(*) from users", &[]).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn passwords_roles_and_floods_are_checked() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        for (password, code) in [
            ("short", "password_too_short"),
            ("12345678", "password_too_common"),
            (&"ab".repeat(65), "password_too_long"),
        ] {
            let refused = house.identity.sign_up("a@example.com", &secret(password), FROM).await.unwrap_err();
            assert_eq!(refused.code(), code);
        }
        let password = secret(PASSWORD);
        for (role, merchant) in [(Role::Merchant, None), (Role::Partner, Some(MerchantId(1)))] {
            let new = NewUser { email: "a@example.com", password: &password, role, merchant };
            assert_eq!(house.identity.register(&new).await.unwrap_err().code(), "role_and_merchant");
        }
        for _ in 0..17 {
            house.identity.sign_up("no address", &password, FROM).await.unwrap_err();
        }
        assert_eq!(
            house.identity.sign_up("a@example.com", &password, FROM).await.unwrap_err().code(),
            "too_many_attempts"
        );
        assert!(house.identity.sign_up("a@example.com", &password, "192.0.2.8").await.is_ok());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn users_are_listed_by_pages_and_no_password_is_stored() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let staff = house.add("staff@example.com", Role::Merchant, Some(MerchantId(5))).await;
        for n in 0..3 {
            house.time.advance(kernel::Span::seconds(1));
            house.add(&format!("p{n}@example.com"), Role::Partner, None).await;
        }
        let first = house.identity.users(&PageAsk::new(None, Some(3))).await.unwrap();
        assert_eq!((first.items.len(), &first.items[0]), (3, &staff));
        let rest = house.identity.users(&PageAsk::new(first.next, Some(3))).await.unwrap();
        assert_eq!((rest.items.len(), rest.next, rest.items[0].state), (1, None, UserState::Active));
        let plain = house.count("select count(*) from users where password = $1", params![PASSWORD]).await;
        let form = "$argon2id$v=19$m=19456,t=2,p=1$%";
        let hashed = house.count("select count(*) from users where password like $1", params![form]).await;
        assert_eq!((plain, hashed), (0, 4));
    }
}
