use crate::Phone;
use kernel::Secret;
use ports::{Mail, Mailer, Sms, SmsSender, SmsTemplate};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// What carries codes to people; a way that is not there is not offered.
#[derive(Clone, Default)]
pub struct Couriers {
    pub mail: Option<Arc<dyn Mailer>>,
    pub sms: Option<Arc<dyn SmsSender>>,
}

/// Longer than that nobody waits for a code.
const PATIENCE: Duration = Duration::from_secs(20);

impl Couriers {
    /// Hands a code over beside the request, so that its time tells nothing. It is not put into the queue of jobs: there
    /// it would stand in clear. Where it fails, the person asks for another.
    pub(crate) fn mail_code(&self, to: String, code: Secret<String>) {
        let Some(mailer) = self.mail.clone() else { return };
        let text = format!(
            "您的验证码是 {code}，五分钟内有效。如果不是您本人操作，请忽略本邮件，也不要把验证码告诉任何人。\n\n\
             Your code is {code}. It is good for five minutes. If it was not you who asked, ignore this mail; give the code to nobody.\n",
            code = code.expose()
        );
        let mail = Mail { to, subject: "您的验证码 · Your code".to_owned(), text };
        tokio::spawn(async move {
            match timeout(PATIENCE, mailer.send(&mail)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "a code could not be mailed"),
                Err(_) => tracing::warn!("a code could not be mailed in time"),
            }
        });
    }

    /// As [`Couriers::mail_code`].
    pub(crate) fn text_code(&self, to: &Phone, code: Secret<String>) {
        let Some(sender) = self.sms.clone() else { return };
        let (sms, masked) =
            (Sms { to: to.as_str().to_owned(), template: SmsTemplate::Code(code) }, to.masked());
        tokio::spawn(async move {
            match timeout(PATIENCE, sender.send(&sms)).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, to = masked, "a code could not be sent by SMS"),
                Err(_) => tracing::warn!(to = masked, "a code could not be sent by SMS in time"),
            }
        });
    }
}
