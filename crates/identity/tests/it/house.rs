use db::{Engine, Value};
use identity::{Identity, Limits, NewUser, Role, User};
use kernel::{MerchantId, Secret};
use testkit::{TestAmbient, TestDb};

/// A node with a database and a clock of its own.
pub struct House {
    pub db: TestDb,
    pub time: TestAmbient,
    pub identity: Identity,
}

pub const PASSWORD: &str = "a long enough sentence";
pub const FROM: &str = "192.0.2.7";

pub async fn house(engine: Engine) -> House {
    let (db, time) = (testkit::database(engine).await, testkit::ambient(7));
    let identity =
        Identity::new(db.db.clone(), time.ambient.clone(), Secret::new([9; 32]), Limits::default());
    House { db, time, identity }
}

impl House {
    /// Another node on the same database: it shares nothing in memory.
    pub fn neighbour(&self) -> Identity {
        Identity::new(self.db.db.clone(), self.time.ambient.clone(), Secret::new([9; 32]), Limits::default())
    }

    pub async fn add(&self, email: &str, role: Role, merchant: Option<MerchantId>) -> User {
        self.identity.register(&NewUser { email, password: &secret(PASSWORD), role, merchant }).await.unwrap()
    }

    pub async fn count(&self, sql: &str, params: &[Value]) -> i64 {
        self.db.query(sql, params).await.unwrap()[0].int(0).unwrap()
    }

    pub async fn damage(&self, sql: &str, params: &[Value]) {
        let mut tx = self.db.begin().await.unwrap();
        assert!(tx.exec(sql, params).await.unwrap() > 0, "{sql}");
        tx.commit().await.unwrap();
    }
}

pub fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}
