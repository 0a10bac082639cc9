use ring::digest::{SHA256, digest};

/// How long `request_no` is in the site's table: what is longer is refused, or cut off.
const REQUEST_NO: usize = 19;
/// `trade_no` of the other dialect.
const TRADE_NO: usize = 24;

/// The site's number for an order of ours, always the same for the same one: the first 19 hexadecimal digits of its SHA-256.
/// Ours are longer than the site takes. It knows all its customers' numbers in one list, in which two of these meet
/// about once in 300 billion orders; then the second is refused, and nothing is given twice.
pub(super) fn request_no(order_no: &str) -> String {
    digits(order_no, REQUEST_NO)
}

/// The same, with the first 24.
pub(super) fn trade_no(order_no: &str) -> String {
    digits(order_no, TRADE_NO)
}

fn digits(order_no: &str, many: usize) -> String {
    let mut number = kernel::hex(digest(&SHA256, order_no.as_bytes()));
    number.truncate(many);
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `printf s20261129abc00000001 | sha256sum`, and so on.
    #[test]
    fn a_number_is_the_same_each_time() {
        assert_eq!(request_no("s20261129abc00000001"), "564aca841b386583be1");
        assert_eq!(request_no("0123456789abcdefghijklmnopqr"), "d57dcc0226aa12b40e0");
        assert_eq!(trade_no("s20261129abc00000001"), "564aca841b386583be1ef6fe");
    }

    proptest! {
        #[test]
        fn a_number_fits(order_no in "[a-z0-9]{8,32}", other in "[a-z0-9]{8,32}") {
            let number = request_no(&order_no);
            prop_assert_eq!(number.len(), REQUEST_NO);
            prop_assert!(number.bytes().all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase()));
            prop_assert_eq!(number == request_no(&other), order_no == other);
        }
    }
}
