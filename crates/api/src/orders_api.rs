/// What is answered.
mod answer;
/// What is asked for.
mod ask;
pub(crate) use answer::{OrderAnswer, OrderHead, PaymentAnswer};
/// Take an unpaid one back.
pub(crate) mod cancel;
/// Pay a waiting one another way, or in two parts.
pub(crate) mod pay;
/// Place an order.
pub(crate) mod place;
/// See orders.
pub(crate) mod show;
