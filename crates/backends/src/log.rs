use crate::letter::{masked, recipient};
use async_trait::async_trait;
use kernel::{Ambient, encode_128};
use ports::{Mail, MailError, Mailer};
use std::path::{Path, PathBuf};
use tokio::fs;

/// For demo and tests: says in the log that there is a mail, and lays it into a folder if there is one.
///
/// Its text is not logged, because a link in it may be a credential.
pub struct LogMailer {
    ambient: Ambient,
    outbox: Option<PathBuf>,
}

impl LogMailer {
    /// The folder is made when the first mail comes. Its files sort by time.
    pub fn new(ambient: Ambient, outbox: Option<PathBuf>) -> Self {
        Self { ambient, outbox }
    }
}

#[async_trait]
impl Mailer for LogMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        recipient(mail)?;
        if let Some(folder) = &self.outbox {
            let name = format!("{}.eml", encode_128(self.ambient.uuid_v7()));
            let kept = keep(folder, &name, &self.letter(mail)).await;
            kept.map_err(|error| MailError::Unavailable(format!("the outbox cannot be written: {error}")))?;
        }
        tracing::info!(
            to = masked(&mail.to),
            subject = mail.subject,
            "a mail (not sent: no mail server is set)"
        );
        Ok(())
    }
}

impl LogMailer {
    fn letter(&self, mail: &Mail) -> String {
        let (to, subject, date) = (&mail.to, &mail.subject, self.ambient.now().rfc3339());
        format!("Date: {date}\nTo: {to}\nSubject: {subject}\n\n{}\n", mail.text)
    }
}

/// Under its name only when it is whole, so that who watches the folder reads no half mail.
pub(crate) async fn keep(folder: &Path, name: &str, letter: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder).await?;
    let unfinished = folder.join(format!(".{name}.part"));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&unfinished).await?;
    tokio::io::AsyncWriteExt::write_all(&mut file, letter.as_bytes()).await?;
    tokio::io::AsyncWriteExt::flush(&mut file).await?;
    fs::rename(&unfinished, folder.join(name)).await
}
