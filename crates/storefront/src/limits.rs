use crate::errors::Fault;
use crate::visit::Visit;
use identity::Rate;
use kernel::Span;
use std::net::IpAddr;

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

impl Visit {
    /// Counts a try before it is made: a hundred at once are a hundred.
    pub(crate) fn try_from_here(&self, guess: &Guess) -> Result<(), Fault> {
        self.try_as(guess, &network(&self.address))
    }
    pub(crate) fn try_as(&self, guess: &Guess, key: &str) -> Result<(), Fault> {
        let verdict = self.shop.0.identity.throttle().take(guess.purpose, key, guess.rate);
        if verdict.allowed { Ok(()) } else { Err(Fault::TooMany { retry_after: verdict.retry_after }) }
    }

    /// Whoever was right may be so as often as they like.
    pub(crate) fn was_right(&self, guess: &Guess) {
        self.was_right_as(guess, &network(&self.address));
    }
    pub(crate) fn was_right_as(&self, guess: &Guess, key: &str) {
        self.shop.0.identity.throttle().give_back(guess.purpose, key, guess.rate);
    }
}

/// One person holds the whole network (/64) of an IPv6 address.
fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V6(v6)) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        _ => address.to_owned(),
    }
}
