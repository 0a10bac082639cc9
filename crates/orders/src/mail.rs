//! Messages about orders: a link, never a key.

use crate::contacts::masked;
use crate::{Order, OrderError, Orders, store};
use kernel::{Language, OrderId};
use ports::{Mail, MailError, Mailer};

/// The job that writes to the buyer once the goods are there. Its payload is the order's id.
pub const MAIL_ORDER: &str = "mail.order";

/// The letter was taken by the mail server.
pub(crate) const MAIL_SENT: &str = "mail_sent";
/// It could not be handed over, and is tried again.
pub(crate) const MAIL_WAITS: &str = "mail_waits";
/// The address is none that can be written to.
pub(crate) const MAIL_REFUSED: &str = "mail_refused";
/// Who does what nobody of the staff does.
const SYSTEM: &str = "system";

impl Orders {
    /// Sends the order's link to its contact, if that is an e-mail address.
    pub async fn mail_link(&self, id: OrderId, mailer: &dyn Mailer) -> Result<(), OrderError> {
        let order = self.find(id).await?;
        let Some(to) = order.contact.clone().filter(|c| crate::place::is_email(c)) else { return Ok(()) };
        let reached = masked(&to);
        let sent = mailer.send(&self.message(&order, to)).await;
        let what = match &sent {
            Ok(()) => MAIL_SENT,
            Err(MailError::BadAddress(_)) => MAIL_REFUSED,
            Err(MailError::Unavailable(_)) => MAIL_WAITS,
        };
        // What became of a letter is not worth a second letter.
        if let Err(error) = self.remember_mail(&order, what, reached).await {
            tracing::warn!(%error, order = %order.id, what, "the timeline could not be told of a mail");
        }
        match sent {
            // Trying again would not help; the order page and the query code still work.
            Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
            Err(MailError::Unavailable(text)) => Err(db::DbError::Unavailable(text).into()),
        }
    }

    /// For the timeline; of tries in a row that came to nothing the first one is told.
    async fn remember_mail(&self, order: &Order, what: &str, reached: String) -> Result<(), OrderError> {
        let mut tx = self.db().begin().await?;
        let last = store::notes::last_mail(&mut tx, order.merchant, order.id).await?;
        if what == MAIL_SENT || last.as_deref() != Some(what) {
            crate::note::insert(&mut tx, self.ambient(), order, what, reached, SYSTEM).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn message(&self, order: &Order, to: String) -> Mail {
        let (link, code) = (self.link(order.id), self.links().query_code(order.id));
        let (subject, text) = match order.language {
            Language::Zh => (
                "您的订单已发货".to_owned(),
                format!(
                    "您好，\n\n您的订单（{total}）已发货。请打开以下链接查看卡密：\n{link}\n\n查询码：{code}\n\n持有此链接的人即可查看卡密，请勿转发。\n",
                    total = order.total
                ),
            ),
            Language::En => (
                "Your order has been delivered".to_owned(),
                format!(
                    "Hello,\n\nyour order ({total}) has been delivered. Open this link to see your keys:\n{link}\n\nQuery code: {code}\n\nWhoever holds this link can see the keys: do not pass it on.\n",
                    total = order.total
                ),
            ),
        };
        Mail { to, subject, text }
    }
}
