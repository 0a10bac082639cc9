use crate::house::{FROM, House, PASSWORD, house, secret};
use db::params;
use identity::{Duty, NewApiKey, NewInvitation, Role, Scope, Scopes, Team};
use kernel::{InvitationId, MerchantId, Span};

const SHOP: MerchantId = MerchantId(5);
const OURS: Team = Team::Merchant(SHOP);

/// The token in the link that was mailed.
async fn mailed(house: &House, id: InvitationId, to: &str) -> String {
    house.identity.mail_invitation(id, "https://shop.example", "Lime", &*house.mails).await.unwrap();
    let text = house.mails.wait_for(to).await;
    text.split_once("https://shop.example/join/").unwrap().1.lines().next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_invited_joins_once_with_a_new_account_or_their_own() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let (_, owner) = house.member("owner@example.com", Role::Merchant, Some(SHOP), Duty::Owner).await;
        let invite = async |email: &str, duty| {
            house.identity.invite(&NewInvitation { team: OURS, email, duty }, &owner, FROM).await
        };
        let asked = invite("New@example.com", Duty::Stock).await.unwrap();
        let token = mailed(&house, asked.id, "new@example.com").await;
        assert_eq!(house.identity.invitation(&token).await.unwrap(), asked);
        let stored = house.db.query("select digest from invitations", &[]).await.unwrap();
        assert!(stored.iter().all(|row| row.bytes(0).unwrap() != token.as_bytes()));
        let weak = house.identity.accept_new(&token, &secret("short"), FROM).await;
        assert_eq!(weak.unwrap_err().code(), "password_too_short", "and the link is still good");
        let user = house.identity.accept_new(&token, &secret(PASSWORD), FROM).await.unwrap();
        let known = house.identity.user(user.id).await.unwrap();
        assert_eq!((known.role, known.merchant, known.duty), (Role::Merchant, Some(SHOP), Some(Duty::Stock)));
        let twice = house.identity.accept_new(&token, &secret(PASSWORD), FROM).await;
        assert_eq!(twice.unwrap_err().code(), "no_such_invitation");
        assert_eq!(invite("new@example.com", Duty::Owner).await.unwrap_err().code(), "works_elsewhere");

        // Somebody with an account joins with that, and with no other.
        house.add("buyer@example.com", Role::Buyer, None).await;
        house.add("thief@example.com", Role::Buyer, None).await;
        let asked = invite("buyer@example.com", Duty::Finance).await.unwrap();
        let token = mailed(&house, asked.id, "buyer@example.com").await;
        let session = async |email: &str| {
            let token = house.identity.log_in(email, &secret(PASSWORD), FROM).await.unwrap();
            house.identity.session(token.expose()).await.unwrap().unwrap()
        };
        let anew = house.identity.accept_new(&token, &secret(PASSWORD), FROM).await;
        assert_eq!(anew.unwrap_err().code(), "email_taken");
        let thief = house.identity.accept_as(&token, &session("thief@example.com").await, FROM).await;
        assert_eq!(thief.unwrap_err().code(), "invited_somebody_else");
        house.identity.accept_as(&token, &session("buyer@example.com").await, FROM).await.unwrap();
        let now = session("buyer@example.com").await;
        assert!(now.scopes.has(Scope::OrdersExport) && !now.scopes.has(Scope::StockWrite));
        assert_eq!(house.identity.staff(OURS).await.unwrap().len(), 3);
        assert_eq!(
            house.count("select count(*) from trail where what = $1", params!["member_joined"]).await,
            2
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_revoked_replaced_or_too_old() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let (_, owner) = house.member("owner@example.com", Role::Merchant, Some(SHOP), Duty::Owner).await;
        let invite = async || {
            let new = NewInvitation { team: OURS, email: "new@example.com", duty: Duty::Stock };
            house.identity.invite(&new, &owner, FROM).await.unwrap().id
        };
        let gone = async |token: &str| house.identity.invitation(token).await.unwrap_err().code();
        let first = invite().await;
        let first_token = mailed(&house, first, "new@example.com").await;
        let second = invite().await;
        assert_eq!(gone(&first_token).await, "no_such_invitation", "replaced");
        let token = mailed(&house, second, "new@example.com").await;
        let theirs =
            house.identity.revoke_invitation(Team::Merchant(MerchantId(6)), second, &owner, FROM).await;
        assert_eq!(theirs.unwrap_err().code(), "no_such_invitation", "another merchant's");
        house.identity.revoke_invitation(OURS, second, &owner, FROM).await.unwrap();
        assert_eq!(gone(&token).await, "no_such_invitation");
        let token = mailed(&house, invite().await, "new@example.com").await;
        house.time.advance(Span::days(7));
        assert_eq!(gone(&token).await, "no_such_invitation");
        assert_eq!(gone("not a token").await, "no_such_invitation");
        assert!(house.identity.invitations(OURS).await.unwrap().is_empty());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_is_out_at_once_with_their_keys() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let (_, owner) = house.member("owner@example.com", Role::Merchant, Some(SHOP), Duty::Owner).await;
        let (member, _) = house.member("stock@example.com", Role::Merchant, Some(SHOP), Duty::Stock).await;
        let token = house.identity.log_in("stock@example.com", &secret(PASSWORD), FROM).await.unwrap();
        let new = NewApiKey {
            owner: member.id,
            name: "till",
            scopes: Scopes::of(&[Scope::StockWrite, Scope::CatalogRead]),
            live: true,
        };
        let (_, key) = house.identity.create_api_key(&new, FROM).await.unwrap();
        assert!(house.identity.authenticate(key.expose()).await.unwrap().may(Scope::StockWrite));

        // A lower duty is a lower key.
        house.identity.change_duty(OURS, member.id, Duty::Support, &owner, FROM).await.unwrap();
        let caller = house.identity.authenticate(key.expose()).await.unwrap();
        assert!(!caller.may(Scope::StockWrite) && caller.may(Scope::CatalogRead));
        let session = house.identity.session(token.expose()).await.unwrap().unwrap();
        assert_eq!(session.duty, Some(Duty::Support));

        let other = Team::Merchant(MerchantId(6));
        let foreign = house.identity.remove_member(other, member.id, &owner, FROM).await;
        assert_eq!(foreign.unwrap_err().code(), "no_such_member");
        house.identity.remove_member(OURS, member.id, &owner, FROM).await.unwrap();
        assert!(house.identity.session(token.expose()).await.unwrap().is_none());
        assert_eq!(house.identity.authenticate(key.expose()).await.unwrap_err().code(), "bad_api_key");
        let known = house.identity.user(member.id).await.unwrap();
        assert_eq!((known.role, known.merchant, known.duty), (Role::Buyer, None, None));
        let twice = house.identity.remove_member(OURS, member.id, &owner, FROM).await;
        assert_eq!(twice.unwrap_err().code(), "no_such_member");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_one_who_may_let_others_in_stays() {
    for engine in testkit::engines() {
        let house = house(engine).await;
        let (first, by) = house.member("a@example.com", Role::Operator, None, Duty::Admin).await;
        let (second, _) = house.member("b@example.com", Role::Operator, None, Duty::Admin).await;
        house.member("c@example.com", Role::Operator, None, Duty::Risk).await;
        let code = |done: identity::Result<()>| done.map_or_else(|refusal| refusal.code(), |()| "fine");
        let identity = &house.identity;
        assert_eq!(code(identity.block_by(first.id, &by, "test", FROM).await), "oneself");
        assert_eq!(code(identity.block_by(second.id, &by, "\n", FROM).await), "bad_reason");
        // Both are removed at once, each by the other: one of them stays.
        let neighbour = house.neighbour();
        let both = tokio::join!(
            identity.remove_member(Team::Operator, first.id, &by, FROM),
            neighbour.remove_member(Team::Operator, second.id, &by, FROM)
        );
        let mut codes = [code(both.0), code(both.1)];
        codes.sort_unstable();
        assert_eq!(codes, ["fine", "last_one"]);
        let left = identity.staff(Team::Operator).await.unwrap();
        let admin = left.iter().find(|member| member.user.duty == Some(Duty::Admin)).unwrap().user.id;
        assert_eq!(
            code(identity.change_duty(Team::Operator, admin, Duty::Risk, &by, FROM).await),
            "last_one"
        );
        assert_eq!(Team::Operator.duty("owner").unwrap_err().code(), "unknown_duty");
    }
}
