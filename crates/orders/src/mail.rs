//! Messages about orders: a link, never a key.

use crate::{Order, OrderError, Orders};
use kernel::{Language, OrderId};
use ports::{Mail, MailError, Mailer};

/// The job that writes to the buyer once the goods are there. Its payload is the order's id.
pub const MAIL_ORDER: &str = "mail.order";

impl Orders {
    /// Sends the order's link to its contact, if that is an e-mail address.
    pub async fn mail_link(&self, id: OrderId, mailer: &dyn Mailer) -> Result<(), OrderError> {
        let order = self.find(id).await?;
        let Some(to) = order.contact.clone().filter(|c| crate::place::is_email(c)) else { return Ok(()) };
        match mailer.send(&self.message(&order, to)).await {
            Ok(()) => Ok(()),
            // Trying again would not help; the order page and the query code still work.
            Err(MailError::BadAddress(_)) => Ok(()),
            Err(MailError::Unavailable(text)) => Err(db::DbError::Unavailable(text).into()),
        }
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
