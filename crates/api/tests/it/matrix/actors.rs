use crate::shop::Shop;
use db::params;
use identity::{Duty, Role, Scope, Scopes};
use kernel::Span;

/// How the second factor of somebody stands in their session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// A program is not asked.
    Program,
    Never,
    /// More than ten minutes ago.
    Old,
    Fresh,
}

pub struct Actor {
    /// E.g. `owner-fresh`.
    pub name: String,
    /// The same somebody in other states, e.g. `owner`.
    pub family: String,
    pub credential: String,
    pub role: Option<Role>,
    pub duty: Option<Duty>,
    pub scopes: Scopes,
    pub proof: Proof,
}

/// Nobody, a buyer, a partner and a merchant by key, and every duty, with each proof. Nobody shares an account with
/// anybody, since some routes end the other sessions of an account.
pub async fn assemble(shop: &Shop) -> Vec<Actor> {
    let nobody = Actor {
        name: "nobody".into(),
        family: "nobody".into(),
        credential: String::new(),
        role: None,
        duty: None,
        scopes: Scopes::default(),
        proof: Proof::Never,
    };
    let own = Scopes::of(&[Scope::OrdersRead, Scope::OrdersWrite, Scope::WalletRead, Scope::CatalogRead]);
    let key = |name: &str, credential: &str, role, duty, scopes| Actor {
        name: name.into(),
        family: name.into(),
        credential: credential.to_owned(),
        role: Some(role),
        duty,
        scopes,
        proof: Proof::Program,
    };
    let owners = Duty::Owner.key_scopes(Role::Merchant);
    let mut all = vec![
        nobody,
        key("partner-key", &shop.partner, Role::Partner, None, own),
        key("merchant-key", &shop.staff, Role::Merchant, Some(Duty::Owner), owners),
    ];
    for role in [Role::Buyer, Role::Partner] {
        all.push(person(shop, role, None, own, Proof::Never).await);
    }
    for role in [Role::Merchant, Role::Operator] {
        for duty in Duty::of_role(role) {
            for proof in [Proof::Never, Proof::Old, Proof::Fresh] {
                all.push(person(shop, role, Some(*duty), duty.scopes(role), proof).await);
            }
        }
    }
    all
}

async fn person(shop: &Shop, role: Role, duty: Option<Duty>, scopes: Scopes, proof: Proof) -> Actor {
    let family = match duty {
        Some(duty) => format!("{} {}", role.code(), duty.code()),
        None => role.code().to_owned(),
    };
    let name = match (duty, proof) {
        (None, _) => family.clone(),
        (_, Proof::Never) => format!("{family}-weak"),
        (_, Proof::Old) => format!("{family}-old"),
        (_, Proof::Fresh | Proof::Program) => format!("{family}-fresh"),
    };
    let email = format!("{}@matrix.example", name.replace(' ', "."));
    let merchant = (role == Role::Merchant).then_some(shop.merchant);
    shop.person(&email, role, merchant, duty).await;
    let credential = shop.session(&email, proof == Proof::Fresh).await;
    if proof == Proof::Old {
        let user = shop.identity.user_by_email(&email).await.unwrap().unwrap().id;
        let at = shop.time.ambient.now().before(Span::minutes(11));
        let mut tx = shop.db.begin().await.unwrap();
        tx.exec("update sessions set strong_at = $2 where user_id = $1", params![user, at]).await.unwrap();
        tx.commit().await.unwrap();
    }
    Actor { name, family, credential, role: Some(role), duty, scopes, proof }
}
