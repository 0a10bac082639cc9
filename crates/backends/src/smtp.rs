use crate::letter::recipient;
use async_trait::async_trait;
use kernel::{Ambient, Secret, encode_128};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use ports::{Mail, MailError, Mailer};
use std::time::{Duration, SystemTime};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte (usually port 465).
    Tls,
    /// TLS before anything else is said (usually port 587); a server that cannot do it is not used.
    StartTls,
    /// In clear: only for a server on this machine.
    None,
}

/// Where mails are handed over.
pub struct SmtpSettings {
    pub host: String,
    pub port: u16,
    pub security: SmtpSecurity,
    /// User name and password; refused without TLS.
    pub login: Option<(String, Secret<String>)>,
    /// `Cardamom <shop@example.com>` or a mere address.
    pub from: String,
    /// For handing over one mail as a whole.
    pub timeout: Duration,
}

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SmtpFault {
    #[error("mail.from is not an address like Cardamom <shop@example.com>")]
    BadFrom,
    #[error("a password would travel to the mail server in clear: set the security to tls or starttls")]
    PasswordInClear,
    #[error("TLS to the mail server cannot be set up: {0}")]
    Tls(String),
}

/// Hands mails to a server by SMTP. Connections are kept and used again.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
    ambient: Ambient,
}

impl SmtpMailer {
    /// Connects to nobody yet.
    pub fn new(settings: SmtpSettings, ambient: Ambient) -> Result<Self, SmtpFault> {
        let from: Mailbox = settings.from.parse().map_err(|_| SmtpFault::BadFrom)?;
        let parameters =
            || TlsParameters::new(settings.host.clone()).map_err(|e| SmtpFault::Tls(e.to_string()));
        let tls = match settings.security {
            SmtpSecurity::Tls => Tls::Wrapper(parameters()?),
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::None if settings.login.is_some() => return Err(SmtpFault::PasswordInClear),
            SmtpSecurity::None => Tls::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(settings.timeout));
        if let Some((user, password)) = &settings.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.expose().clone()));
        }
        Ok(Self { transport: builder.build(), from, timeout: settings.timeout, ambient })
    }

    /// Connects, protects the connection, logs in, and sends nothing.
    pub async fn greet(&self) -> Result<(), MailError> {
        let greeted = tokio::time::timeout(self.timeout, self.transport.test_connection()).await;
        match greeted {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MailError::Unavailable("the mail server does not answer as one".into())),
            Ok(Err(error)) => Err(MailError::Unavailable(error.to_string())),
            Err(_) => Err(MailError::Unavailable("the mail server does not answer in time".into())),
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, MailError> {
        let to = Mailbox::new(None, recipient(mail)?);
        let id = format!("<{}@{}>", encode_128(self.ambient.uuid_v7()), self.from.email.domain());
        let since_epoch = Duration::from_micros(self.ambient.now().0.unsigned_abs());
        Message::builder()
            .date(SystemTime::UNIX_EPOCH + since_epoch)
            .message_id(Some(id))
            .from(self.from.clone())
            .to(to)
            .subject(&mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(|error| MailError::BadAddress(error.to_string()))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = self.message(mail)?;
        // lettre's own limit holds for connecting only: a server that falls silent later would keep us for ever.
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(sent) => sent.map(drop).map_err(|error| judge(&error)),
            Err(_) => Err(MailError::Unavailable("the mail server did not answer in time".into())),
        }
    }
}

/// Only a word against the recipient is final. A wrong password, a full disk or a server that dislikes the sender is
/// ours to mend, and the mail waits for that.
fn judge(error: &Error) -> MailError {
    let text = error.to_string();
    match error.status().map(u16::from) {
        Some(code) if error.is_permanent() && against_recipient(code, &text) => MailError::BadAddress(text),
        _ => MailError::Unavailable(text),
    }
}

/// By the enhanced code (RFC 3463) where the server gives one, else by the basic one.
fn against_recipient(code: u16, text: &str) -> bool {
    let enhanced = text.split(|c: char| !c.is_ascii_digit() && c != '.').find(|word| {
        let parts: Vec<&str> = word.split('.').collect();
        parts.len() == 3 && parts.first() == Some(&"5") && parts.iter().all(|part| !part.is_empty())
    });
    match enhanced {
        Some(enhanced) => ["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.0", "5.2.1"]
            .contains(&enhanced),
        None => [550, 551, 553, 556].contains(&code),
    }
}

#[cfg(test)]
mod tests {
    use super::against_recipient;

    #[test]
    fn only_words_against_the_recipient_are_final() {
        assert!(against_recipient(550, "permanent error (550): 5.1.1 <x@example.com>: no such user"));
        assert!(against_recipient(550, "permanent error (550): no such user"));
        assert!(against_recipient(556, "permanent error (556): 5.1.10 recipient takes no mail"));
        assert!(!against_recipient(550, "permanent error (550): 5.7.1 your address 192.0.2.10 is listed"));
        assert!(!against_recipient(553, "permanent error (553): 5.7.1 sender not owned by user"));
        assert!(!against_recipient(535, "permanent error (535): 5.7.8 bad password"));
        assert!(!against_recipient(554, "permanent error (554): transaction failed"));
    }
}
