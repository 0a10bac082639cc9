//! A letter to the owner of a wallet: their bank took back what had filled it, or gave it again.

use crate::Aftercare;
use crate::mail::send;
use jobs::{Job, Retry};
use kernel::{ChargebackId, Money};
use orders::PaymentChargeback;
use ports::{Mail, Mailer};
use serde::Deserialize;

#[derive(Deserialize)]
struct Letter {
    chargeback: ChargebackId,
    /// The money came again.
    back: bool,
}

impl Aftercare {
    /// Does one job of [`orders::MAIL_WALLET`].
    pub async fn mail_wallet(&self, job: &Job, mailer: &dyn Mailer) -> Result<(), Retry> {
        let letter: Letter = job.read()?;
        let found = self.orders().payment_chargeback(letter.chargeback).await.map_err(Retry::new)?;
        let Some((of, buyer)) = found.and_then(|of| of.buyer.map(|buyer| (of, buyer))) else {
            return Ok(());
        };
        // Whoever has gone has no address.
        let Ok(person) = self.identity().user(buyer).await else { return Ok(()) };
        if person.email.is_empty() {
            return Ok(());
        }
        let (subject, text) = words(&of, letter.back, &format!("{}/me/wallet", self.orders().base_url()));
        send(mailer, Mail { to: person.email, subject, text }).await
    }
}

/// In both languages: what they read is not known.
fn words(of: &PaymentChargeback, back: bool, link: &str) -> (String, String) {
    let money = |minor| Money::new(minor, of.amount.currency);
    let (all, wallet, debt) = (of.from.wallet + of.from.debt, money(of.from.wallet), money(of.from.debt));
    let (zh, en, zh_text, en_text) = match back {
        false => (
            "您的银行撤回了一笔付款",
            "Your bank has taken a payment back",
            format!(
                "您的银行撤回了付款 {}，钱包相应扣减 {wallet}，欠款 {debt}，之后入账的钱会先用来偿还。",
                money(all)
            ),
            format!(
                "Your bank has taken back {}: {wallet} was taken out of your wallet, and you owe {debt}. What comes into the wallet next pays that first.",
                money(all)
            ),
        ),
        true => (
            "被撤回的付款已退还到您的钱包",
            "The payment that your bank took back has come again",
            format!("银行退还了 {}：先抵扣欠款，其余已存入您的钱包。", money(all)),
            format!("{} has come again: it paid what you owed, and the rest is in your wallet.", money(all)),
        ),
    };
    (format!("{zh} · {en}"), format!("{zh_text}\n{link}\n\n{en_text}\n{link}\n"))
}
