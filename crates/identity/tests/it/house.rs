use async_trait::async_trait;
use db::{Engine, Value};
use identity::{Caller, Couriers, Duty, Identity, Limits, NewUser, Parts, Role, SecondFactor, User};
use kernel::{MerchantId, Secret};
use ports::{Mail, MailError, Mailer, Sms, SmsError, SmsSender, SmsTemplate};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use testkit::{TestAmbient, TestDb};

/// A node with a database and a clock of its own.
pub struct House {
    pub db: TestDb,
    pub time: TestAmbient,
    pub identity: Identity,
    pub mails: Arc<Carried>,
    pub texts: Arc<Carried>,
}

pub const PASSWORD: &str = "a long enough sentence";
pub const FROM: &str = "192.0.2.7";

/// What was carried: to whom, and the text.
#[derive(Default)]
pub struct Carried(Mutex<Vec<(String, String)>>);

impl Carried {
    /// The last one to somebody, which comes a moment after it was asked for; taken away, so that it is not seen twice.
    pub async fn wait_for(&self, to: &str) -> String {
        for _ in 0..500 {
            let mut all = self.0.lock().unwrap();
            if let Some(at) = all.iter().rposition(|(known, text)| known == to && !text.is_empty()) {
                return std::mem::take(&mut all[at].1);
            }
            drop(all);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("nothing came to {to}")
    }
    /// The last one: to whom, and the text.
    pub fn last(&self) -> (String, String) {
        self.0.lock().unwrap().last().unwrap().clone()
    }
    pub fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
    fn take(&self, to: &str, text: &str) {
        self.0.lock().unwrap().push((to.to_owned(), text.to_owned()));
    }
}

#[async_trait]
impl Mailer for Carried {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        self.take(&mail.to, &mail.text);
        Ok(())
    }
}

#[async_trait]
impl SmsSender for Carried {
    async fn send(&self, sms: &Sms) -> Result<(), SmsError> {
        let SmsTemplate::Code(code) = &sms.template;
        self.take(&sms.to, code.expose());
        Ok(())
    }
}

pub fn carriers() -> (Arc<Carried>, Arc<Carried>) {
    (Arc::default(), Arc::default())
}

pub async fn house(engine: Engine) -> House {
    let (mails, texts) = carriers();
    let couriers = Couriers { mail: Some(mails.clone()), sms: Some(texts.clone()) };
    house_with(engine, couriers, (mails, texts)).await
}

pub async fn house_with(engine: Engine, couriers: Couriers, carried: (Arc<Carried>, Arc<Carried>)) -> House {
    let (db, time) = (testkit::database(engine).await, testkit::ambient(7));
    let identity = node(&db, &time, couriers);
    House { db, time, identity, mails: carried.0, texts: carried.1 }
}

fn node(db: &TestDb, time: &TestAmbient, couriers: Couriers) -> Identity {
    Identity::new(Parts {
        db: db.db.clone(),
        ambient: time.ambient.clone(),
        csrf_key: Secret::new([9; 32]),
        seal_key: Secret::new([8; 32]),
        limits: Limits::default(),
        second_factor: SecondFactor::Required,
        couriers,
    })
}

impl House {
    /// Another node on the same database: it shares nothing in memory.
    pub fn neighbour(&self) -> Identity {
        node(&self.db, &self.time, Couriers::default())
    }

    pub async fn add(&self, email: &str, role: Role, merchant: Option<MerchantId>) -> User {
        self.identity.register(&NewUser { email, password: &secret(PASSWORD), role, merchant }).await.unwrap()
    }

    /// Somebody of a staff, with that duty, in a session of theirs.
    pub async fn member(
        &self,
        email: &str,
        role: Role,
        merchant: Option<MerchantId>,
        duty: Duty,
    ) -> (User, Caller) {
        let user = self.add(email, role, merchant).await;
        let values = [Value::from(user.id), Value::from(duty.code())];
        self.damage("update users set duty = $2 where id = $1", &values).await;
        let token = self.identity.log_in(email, &secret(PASSWORD), FROM).await.unwrap();
        let session = self.identity.session(token.expose()).await.unwrap().unwrap();
        (user, Caller::from(&session))
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
