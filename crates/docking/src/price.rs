use crate::DockingKey;
use catalog::Orderable;
use kernel::Money;

/// What one unit costs the user of that key: what anybody pays. The one place that knows, so that prices of partners have
/// one place to be put.
pub(crate) fn unit(_key: &DockingKey, offer: &Orderable) -> Money {
    offer.price
}
