use crate::dice::Dice;
use async_trait::async_trait;
use ports::{Mail, MailError, Mailer};
use std::sync::{Mutex, PoisonError};

/// A mail service that fails now and then and keeps what it was given, to be searched for keys.
pub struct Post(Mutex<(Dice, Vec<Mail>)>);

impl Post {
    pub fn new(dice: Dice) -> Self {
        Self(Mutex::new((dice, Vec::new())))
    }

    /// What was sent since the last time.
    pub fn take(&self) -> Vec<Mail> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).1)
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        tokio::task::yield_now().await;
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match inner.0.below(10) {
            0 => return Err(MailError::Unavailable("busy".into())),
            1 => return Err(MailError::BadAddress("nobody".into())),
            _ => {}
        }
        inner.1.push(mail.clone());
        Ok(())
    }
}
