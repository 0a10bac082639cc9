use super::{CODE, DOORS, Gateway, Payment, SIGNED, answer, what_of};
use crate::statement;
use async_trait::async_trait;
use kernel::{Currency, Money, Time};
use ports::{
    ChannelDispute, ChannelError, ChannelPayment, ChannelRefund, Checked, NewPayment, NewRefund, Notified,
    NotifyRefusal, Opened, PaymentChannel, PaymentRef, RawNotify, RefundState, Statement, StatementRefusal,
};
use std::sync::Arc;

/// One of its accounts, as the shop has it under a code of its own.
pub struct Door {
    code: &'static str,
    gateway: Arc<Gateway>,
}

impl Door {
    pub fn all(gateway: &Arc<Gateway>) -> [Arc<dyn PaymentChannel>; 2] {
        DOORS.map(|code| Arc::new(Self { code, gateway: gateway.clone() }) as Arc<dyn PaymentChannel>)
    }
}

#[async_trait]
impl PaymentChannel for Door {
    fn code(&self) -> &'static str {
        self.code
    }

    async fn create(&self, new: &NewPayment) -> Result<Opened, ChannelError> {
        self.gateway
            .call(|books| {
                let Some(of) = what_of(&new.subject) else {
                    return Err(ChannelError::Refused("nothing that is paid for in the subject".into()));
                };
                let (amount, channel) = (new.amount, self.code);
                let fresh = Payment { of, channel, amount, closed: false, paid: Vec::new() };
                let known = books.payments.entry(new.payment).or_insert(fresh);
                if (known.of, known.channel, known.amount) != (of, channel, amount) {
                    let complaint = format!("{} was opened with two contents", new.payment);
                    books.complaints.push(complaint);
                }
                let url = (!known.closed).then(|| format!("https://gate.test/{}", new.payment));
                let reference = Some(format!("g{}", new.payment));
                Ok(Opened { reference, pay_url: url.clone(), qr_text: url, in_app: None })
            })
            .await
    }

    async fn query(&self, payment: &PaymentRef) -> Result<ChannelPayment, ChannelError> {
        let now = self.gateway.now();
        self.gateway
            .call(|books| {
                books.at(self.code, payment.payment);
                let view = books.view(payment.payment)?;
                let mood = books.mood;
                // Behind the shop's back: what it is told is no longer the whole truth.
                if books.dice.chance(mood.pays_meanwhile)
                    && let Some(amount) = books.payments.get(&payment.payment).map(|p| p.amount)
                {
                    books.pay(payment.payment, amount, now);
                }
                Ok(view)
            })
            .await
    }

    async fn close(&self, payment: &PaymentRef) -> Result<(), ChannelError> {
        self.gateway
            .call(|books| {
                books.at(self.code, payment.payment);
                books
                    .payments
                    .get_mut(&payment.payment)
                    .map(|p| p.closed = true)
                    .ok_or(ChannelError::NotFound)
            })
            .await
    }

    async fn refund(&self, new: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let now = self.gateway.now();
        self.gateway
            .call(|books| {
                books.at(self.code, new.of.payment);
                books.refund(new, now)
            })
            .await
    }

    async fn query_refund(&self, refund: &NewRefund) -> Result<ChannelRefund, ChannelError> {
        let now = self.gateway.now();
        self.gateway
            .call(|books| {
                books.at(self.code, refund.of.payment);
                let (slow, mute) = (books.mood.slow_refunds, books.mute);
                let done = !books.dice.chance(slow);
                let known = books.refunds.get_mut(&refund.refund);
                if let Some(known) = known.filter(|known| known.state == RefundState::Pending && done) {
                    (known.state, known.done_at) = (RefundState::Succeeded, Some(now));
                }
                if mute {
                    return Err(ChannelError::CannotTell);
                }
                let known = books.refunds.get(&refund.refund).ok_or(ChannelError::NotFound)?;
                Ok(answer(refund.refund, known.state))
            })
            .await
    }

    async fn query_dispute(&self, reference: &str) -> Result<ChannelDispute, ChannelError> {
        let now = self.gateway.now();
        self.gateway.call(|books| books.dispute(self.code, reference, now)).await
    }

    fn verify_notify(&self, notify: &RawNotify, _: Time) -> Result<Notified, NotifyRefusal> {
        if notify.header("sign") != Some(SIGNED) {
            return Err(NotifyRefusal::BadSignature);
        }
        let body = String::from_utf8_lossy(&notify.body).into_owned();
        let malformed = || NotifyRefusal::Malformed(body.clone());
        let (what, id) = body.split_once(' ').ok_or_else(malformed)?;
        match what {
            // The amount is a lie: nobody may believe it.
            "paid" => Ok(Notified::Paid {
                payment: id.parse().map_err(|_| malformed())?,
                event_id: "?".into(),
                amount: Money::new(1, Currency::CNY),
            }),
            "refunded" => Ok(Notified::Refunded { refund: id.parse().map_err(|_| malformed())? }),
            "disputed" => Ok(Notified::Disputed { reference: id.to_owned() }),
            _ => Ok(Notified::Other),
        }
    }

    fn acknowledgement(&self) -> &'static str {
        "success"
    }

    async fn check(&self) -> Vec<Checked> {
        vec![]
    }

    fn statement_day(&self) -> Option<i64> {
        (self.code == CODE).then_some(statement::AHEAD)
    }

    fn read_statement(&self, file: &[u8]) -> Result<Statement, StatementRefusal> {
        statement::read(file)
    }
}
