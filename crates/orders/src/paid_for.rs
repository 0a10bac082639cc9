//! What a payment is for.

use kernel::{MerchantId, OrderId, TopUpId, UserId};

/// What money was asked for. Rows and the ledger name it by two texts: in whose book it stands, and what is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaidFor {
    Order {
        merchant: MerchantId,
        order: OrderId,
    },
    /// The wallet of a user.
    TopUp {
        user: UserId,
        top_up: TopUpId,
    },
}

impl PaidFor {
    /// In whose book: the merchant's, or the user's own.
    pub fn book(self) -> String {
        match self {
            Self::Order { merchant, .. } => merchant.to_string(),
            Self::TopUp { user, .. } => user.to_string(),
        }
    }

    /// The id of the order or of the top-up.
    pub fn name(self) -> String {
        match self {
            Self::Order { order, .. } => order.to_string(),
            Self::TopUp { top_up, .. } => top_up.to_string(),
        }
    }

    pub fn merchant(self) -> Option<MerchantId> {
        match self {
            Self::Order { merchant, .. } => Some(merchant),
            Self::TopUp { .. } => None,
        }
    }

    pub fn order(self) -> Option<OrderId> {
        match self {
            Self::Order { order, .. } => Some(order),
            Self::TopUp { .. } => None,
        }
    }

    pub fn user(self) -> Option<UserId> {
        match self {
            Self::Order { .. } => None,
            Self::TopUp { user, .. } => Some(user),
        }
    }

    pub fn top_up(self) -> Option<TopUpId> {
        match self {
            Self::Order { .. } => None,
            Self::TopUp { top_up, .. } => Some(top_up),
        }
    }

    /// The inverse of [`PaidFor::book`] and [`PaidFor::name`].
    pub(crate) fn read(book: &str, name: &str) -> db::Result<Self> {
        let order = || Some(Self::Order { merchant: book.parse().ok()?, order: name.parse().ok()? });
        let top_up = || Some(Self::TopUp { user: book.parse().ok()?, top_up: name.parse().ok()? });
        order()
            .or_else(top_up)
            .ok_or_else(|| db::DbError::State(format!("nothing in the book {book} is called {name}")))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn its_two_names_tell_what_it_is() {
        let order = PaidFor::Order { merchant: MerchantId(1), order: OrderId(2) };
        let top_up = PaidFor::TopUp { user: UserId(3), top_up: TopUpId(4) };
        for of in [order, top_up] {
            assert_eq!(PaidFor::read(&of.book(), &of.name()).unwrap(), of);
        }
        assert!(PaidFor::read(&order.book(), &top_up.name()).is_err());
    }
}
