/// What an operator may set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Version of the privacy notice, e.g. a date; empty: none is shown and nobody is asked.
    pub notice_version: String,
    /// Version of the terms of use; as above.
    pub terms_version: String,
    /// Version of the terms for merchants; as above.
    pub merchant_terms_version: String,
    /// How many days the network address is kept from which an order was placed, or something was agreed to. 0: for
    /// ever.
    pub network_address_days: i64,
    /// How many days the contact of an order is kept. 0: for ever.
    pub order_contact_days: i64,
}
