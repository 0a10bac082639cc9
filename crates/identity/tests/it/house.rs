use db::{Engine, Value};
use identity::{Identity, Limits, NewUser, Parts, Role, SecondFactor, User};
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
    let identity = node(&db, &time);
    House { db, time, identity }
}

fn node(db: &TestDb, time: &TestAmbient) -> Identity {
    Identity::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        csrf_key: Secret::new([9; 32]),
        seal_key: Secret::new([8; 32]),
        limits: Limits::default(),
        second_factor: SecondFactor::Required,
    })
}

impl House {
    /// Another node on the same database: it shares nothing in memory.
    pub fn neighbour(&self) -> Identity {
        node(&self.db, &self.time)
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
