use std::str::FromStr;

/// A word that is stored and spoken by its code.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $word:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$word_doc])* $word,)*
        }

        impl $name {
            pub const ALL: &[$name] = &[$(Self::$word,)*];

            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$word => $code,)*
                }
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;
            fn from_str(code: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.code() == code).ok_or(UnknownWord)
            }
        }
    )*};
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such word")]
pub struct UnknownWord;

words! {
    /// What is wrong.
    Reason {
        KeyInvalid = "key_invalid",
        AlreadyUsed = "already_used",
        NotDelivered = "not_delivered",
        WrongRegion = "wrong_region",
        TopupNotCredited = "topup_not_credited",
        Unauthorised = "unauthorised",
        NotAsDescribed = "not_as_described",
    }

    /// What the buyer wants.
    Remedy {
        /// All that the disputed lines cost.
        Refund = "refund",
        /// A part of it.
        Partial = "partial",
        /// Another key in the place of the one that does not work.
        Replace = "replace",
    }

    /// Who has to act.
    State {
        /// The merchant: offers, or contests.
        Merchant = "merchant",
        /// The buyer: accepts an offer, or declines.
        Offered = "offered",
        /// One of the operator's people: rules.
        Platform = "platform",
        /// Either side, where it does not agree with the ruling.
        Ruled = "ruled",
        /// Another one of the operator's people: rules for good.
        Appealed = "appealed",
        /// The buyer's bank, to whom evidence is given.
        Bank = "bank",
        /// Nobody any more.
        Closed = "closed",
    }

    /// How a case ended.
    How {
        Withdrawn = "withdrawn",
        Agreed = "agreed",
        Ruled = "ruled",
        ByRule = "by_rule",
        SilentMerchant = "silent_merchant",
        SilentBuyer = "silent_buyer",
        /// The bank has decided for the merchant, or for the buyer.
        ChargebackWon = "chargeback_won",
        ChargebackLost = "chargeback_lost",
    }

    /// On whose side something was said.
    Side {
        Buyer = "buyer",
        Merchant = "merchant",
        Platform = "platform",
        /// Rules and deadlines.
        System = "system",
    }

    /// When rules are asked.
    Moment {
        Opened = "opened",
        SilentMerchant = "silent_merchant",
        SilentBuyer = "silent_buyer",
        Contested = "contested",
    }

    /// What a rule does.
    Act {
        /// A share of what is disputed goes back.
        Refund = "refund",
        /// Nothing goes back.
        Release = "release",
        /// What the merchant has offered goes back.
        Offer = "offer",
        /// Nothing by itself: it tells the arbiter what it would do.
        Propose = "propose",
    }

    /// Whether a rule acts.
    Mode {
        Live = "live",
        /// It is asked and written down, and does nothing.
        Shadow = "shadow",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        assert!(Reason::ALL.iter().all(|word| word.code().parse::<Reason>() == Ok(*word)));
        assert!(State::ALL.iter().all(|word| word.code().parse::<State>() == Ok(*word)));
        assert_eq!("key invalid".parse::<Reason>(), Err(UnknownWord));
    }
}
