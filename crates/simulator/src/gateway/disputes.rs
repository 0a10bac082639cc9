use super::{Books, Notice, What};
use kernel::{Currency, Money, PaymentId, Time};
use ports::{ChannelDispute, ChannelError};

/// A payment that its payer's bank takes back (拒付), in the gateway's own books.
#[derive(Clone, Debug)]
pub struct Dispute {
    pub of: What,
    pub payment: PaymentId,
    /// Which arrival.
    pub event: String,
    pub amount: Money,
    /// In the card scheme's word.
    pub reason: &'static str,
    pub due_at: Option<Time>,
    /// When the bank took the money, if it did.
    pub taken_at: Option<Time>,
    /// When it gave it again.
    pub given_at: Option<Time>,
    /// How it ended, if it has: true where the payment stands.
    pub won: Option<bool>,
}

impl Dispute {
    /// Whether the bank has the money now.
    pub fn is_gone(&self) -> bool {
        self.taken_at.is_some() && self.given_at.is_none()
    }

    /// Nothing of it will change any more.
    pub fn is_over(&self) -> bool {
        match self.won {
            Some(true) => !self.is_gone(),
            Some(false) => true,
            None => false,
        }
    }
}

impl Books {
    /// A bank disputes an arrival; what the gateway calls it.
    pub fn open_dispute(&mut self, new: Dispute) -> String {
        let reference = format!("dp{}", self.disputes.len() + 1);
        self.disputes.insert(reference.clone(), new);
        self.tell(&reference);
        reference
    }

    /// What happens next in it; nothing where it is over.
    pub fn move_on(&mut self, reference: &str, now: Time) {
        let roll = self.dice.below(10);
        let Some(dispute) = self.disputes.get_mut(reference).filter(|known| !known.is_over()) else { return };
        match (dispute.is_gone(), dispute.won) {
            // The bank only asked.
            (false, _) if roll < 2 => dispute.won = Some(true),
            (false, _) => dispute.taken_at = Some(now),
            (true, None) => {
                dispute.won = Some(roll < 5);
                // Mostly the money comes a while after the word.
                dispute.given_at = (roll < 2).then_some(now);
            }
            (true, Some(_)) => dispute.given_at = Some(now),
        }
        self.tell(reference);
    }

    /// Every bank has decided, and every payment that stands is here again.
    pub fn end_disputes(&mut self, now: Time) {
        let open = self.disputes.iter().filter(|(_, known)| !known.is_over());
        let open: Vec<String> = open.map(|(reference, _)| reference.clone()).collect();
        for reference in open {
            // Taken, decided, given again.
            for _ in 0..3 {
                self.move_on(&reference, now);
            }
        }
    }

    /// What banks have of a payment now.
    pub fn gone(&self, payment: PaymentId, currency: Currency) -> i64 {
        let of = |known: &&Dispute| {
            known.payment == payment && known.amount.currency == currency && known.is_gone()
        };
        self.disputes.values().filter(of).map(|known| known.amount.minor).sum()
    }

    /// How it stands, as the shop is answered.
    pub(super) fn dispute(
        &mut self,
        door: &'static str,
        reference: &str,
        now: Time,
    ) -> Result<ChannelDispute, ChannelError> {
        let known = self.disputes.get(reference).cloned().ok_or(ChannelError::NotFound)?;
        self.at(door, known.payment);
        let meanwhile = self.mood.moves_meanwhile;
        // Behind the shop's back: what it is told is how it was.
        if self.dice.chance(meanwhile) {
            self.move_on(reference, now);
        }
        Ok(ChannelDispute {
            reference: reference.to_owned(),
            taken: known.is_gone(),
            event_id: known.event,
            amount: known.amount,
            reason: known.reason.to_owned(),
            due_at: known.due_at,
            won: known.won,
        })
    }

    fn tell(&mut self, reference: &str) {
        if !self.silent {
            self.notices.push(Notice::Disputed(reference.to_owned()));
        }
    }
}
