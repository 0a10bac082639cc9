use crate::alarm::{AlarmKind, NewAlarm};
use crate::{ChargebackState, Orders, PaymentChargeback};
use db::Tx;
use jobs::{NewEvent, NewJob};
use serde_json::{Value, json};

/// The job that writes to the owner of a wallet: money was taken out of it by a bank, or came again. Its payload has the
/// chargeback and whether it is back.
pub const MAIL_WALLET: &str = "mail.wallet";

impl Orders {
    /// The event for programs and pages, and a letter to the owner of the wallet.
    pub(super) async fn tell_charged_back(&self, tx: &mut Tx, of: &PaymentChargeback) -> db::Result<()> {
        let back = of.state == ChargebackState::Returned;
        let wallets = of.touches_wallet() || of.of.top_up().is_some();
        let topic = match (wallets, back) {
            (true, false) => "wallet.charged_back",
            (true, true) => "wallet.chargeback_returned",
            (false, false) => "payment.charged_back",
            (false, true) => "payment.chargeback_returned",
        };
        // A wallet is nobody's business but the platform's and its owner's.
        let merchant = of.of.merchant().filter(|_| !wallets);
        jobs::publish(tx, self.ambient(), vec![NewEvent::new(merchant, topic, of.id, &facts(of))]).await?;
        if of.buyer.is_some() && of.touches_wallet() {
            let job = NewJob::new(MAIL_WALLET, &json!({ "chargeback": of.id, "back": back }));
            jobs::enqueue(tx, self.ambient(), vec![job]).await?;
        }
        Ok(())
    }

    pub(super) async fn alarm_charged_back(&self, tx: &mut Tx, of: &PaymentChargeback) -> db::Result<()> {
        let alarm = NewAlarm::of_money(of.of, AlarmKind::ChargedBack, of.id, facts(of));
        self.1.put(tx, &alarm).await
    }
}

fn facts(of: &PaymentChargeback) -> Value {
    json!({
        "of": of.of.name(), "user": of.of.user(), "channel": of.channel, "reference": of.reference,
        "amount": of.amount.minor, "currency": of.amount.currency, "reason": of.reason, "state": of.state.code(),
        "from_refunds": of.from.refunds, "from_wallet": of.from.wallet, "from_debt": of.from.debt,
        "from_loss": of.from.loss,
    })
}
