/// What is answered.
mod answer;
/// What is asked for.
mod ask;
pub(crate) use answer::{OrderAnswer, OrderHead, PaymentAnswer};
pub(crate) use ask::NewLineBody;
/// Take an unpaid one back.
pub(crate) mod cancel;
/// Pay a waiting one another way, or in two parts.
pub(crate) mod pay;
/// Place an order.
pub(crate) mod place;
/// What it would cost, and why.
pub(crate) mod quote;
/// See orders.
pub(crate) mod show;
