use crate::errors::Fault;
use crate::visit::Visit;
use identity::{Rate, address_key};
use kernel::Span;
use orders::ACCOUNT_CHECKS;

/// Something that can be guessed, and how often one address may be wrong about it.
pub(crate) struct Guess {
    purpose: &'static str,
    rate: Rate,
}

pub(crate) const ORDER_LINK: Guess = Guess { purpose: "order_link", rate: Rate::new(30, Span::minutes(10)) };
pub(crate) const QUERY_CODE: Guess = Guess { purpose: "query_code", rate: Rate::new(10, Span::minutes(10)) };
/// Over all addresses: somebody with many of them tries one contact.
pub(crate) const CONTACT: Guess =
    Guess { purpose: "query_code_contact", rate: Rate::new(20, Span::hours(1)) };
pub(crate) const SETUP_LINK: Guess = Guess { purpose: "setup_link", rate: Rate::new(10, Span::minutes(10)) };

/// Whether accounts are there, of a network and of a user.
pub(crate) const ACCOUNT_CHECK: Guess =
    Guess { purpose: "account_check", rate: Rate::new(ACCOUNT_CHECKS.0, ACCOUNT_CHECKS.1) };

impl Visit {
    /// Counts a try before it is made: a hundred at once are a hundred.
    pub(crate) fn try_from_here(&self, guess: &Guess) -> Result<(), Fault> {
        self.try_as(guess, &address_key(&self.address))
    }
    pub(crate) fn try_as(&self, guess: &Guess, key: &str) -> Result<(), Fault> {
        let verdict = self.shop.0.identity.throttle().take(guess.purpose, key, guess.rate);
        if verdict.allowed { Ok(()) } else { Err(Fault::TooMany { retry_after: verdict.retry_after }) }
    }

    /// Whoever was right may be so as often as they like.
    pub(crate) fn was_right(&self, guess: &Guess) {
        self.was_right_as(guess, &address_key(&self.address));
    }
    pub(crate) fn was_right_as(&self, guess: &Guess, key: &str) {
        self.shop.0.identity.throttle().give_back(guess.purpose, key, guess.rate);
    }
}
