//! The expected values were reckoned by PHP 8.2.36 itself.

use super::*;
use proptest::prelude::*;

fn array(pairs: &[(&str, &str)]) -> Array {
    let mut array = Array::default();
    for (key, value) in pairs {
        array.set(key, value);
    }
    array
}

fn sorted(mut array: Array) -> Array {
    array.ksort();
    array
}

#[test]
fn keys_are_sorted_as_php_sorts_them() {
    let keys = ["10", "9", "1.5", "1e1", "b", "B", "_", "01", "-1", "~t"];
    let pairs: Vec<(&str, &str)> = keys.into_iter().map(|key| (key, "x")).collect();
    assert_eq!(sorted(array(&pairs)).query(), "-1=x&01=x&1.5=x&9=x&10=x&1e1=x&B=x&_=x&b=x&%7Et=x");
    // No order at all, and yet it ends.
    assert_eq!(
        sorted(array(&[("10", "1"), ("9a", "2"), ("9", "3"), ("b", "4")])).query(),
        "9=3&10=1&9a=2&b=4"
    );
}

#[test]
fn single_keys_are_compared_as_php_compares_them() {
    const MOST: &str = "9223372036854775807";
    const MORE: &str = "9223372036854775808";
    const LESS: &str = "-9223372036854775809";
    use Ordering::{Equal, Greater, Less};
    for (a, b, expected) in [
        ("0", "abc", Less),
        ("0", "", Greater),
        ("0", " ", Greater),
        ("9", "10", Less),
        ("9", "9a", Less),
        ("9", "10a", Greater),
        ("10", "9a", Less),
        ("10", "1e1", Equal),
        ("10", "1e", Less),
        ("10", "0x1A", Greater),
        ("-1", ".", Less),
        ("1.5", "10a", Less),
        (" 1", "01", Equal),
        ("1 ", "+1", Equal),
        ("1 ", "0x1A", Greater),
        ("01", "0x1A", Less),
        ("abc", "9a", Greater),
        ("abc", "é", Less),
        (MOST, MORE, Equal),
        (MOST, "9223372036854775809", Equal),
        (MOST, LESS, Greater),
        (MORE, "9223372036854775809", Less),
        (MORE, "+1", Greater),
        (MORE, "1e400", Less),
        (LESS, "+1", Less),
        ("1e400", "1e500", Less),
        ("1e400", "inf", Less),
        ("+1", ".5", Greater),
        ("+1", "5.", Less),
        ("5.", ".", Greater),
        ("1e", "inf", Less),
    ] {
        assert_eq!(Key::of(a).compared(&Key::of(b)), expected, "{a} {b}");
        assert_eq!(Key::of(b).compared(&Key::of(a)), expected.reverse(), "{b} {a}");
    }
}

#[test]
fn arrays_within_are_written_in_their_order() {
    let mut sku = array(&[("b", ""), ("颜色", "红&白")]);
    sku.set_array("a", array(&[("2", "x"), ("1", "y z")]));
    sku.set_array("e", Array::default());
    let mut form = array(&[("race", "月卡 1+1"), ("password", ""), ("a~b", "-_.*")]);
    form.set_array("sku", sku);
    assert_eq!(
        form.filled().query(),
        "race=%E6%9C%88%E5%8D%A1+1%2B1&a%7Eb=-_.%2A&sku%5Bb%5D=&sku%5B%E9%A2%9C%E8%89%B2%5D=%E7%BA%A2%26%E7%99%BD\
         &sku%5Ba%5D%5B2%5D=x&sku%5Ba%5D%5B1%5D=y+z"
    );
    form.set("race", "2");
    form.remove("sku");
    form.remove("a~b");
    assert!(form.has("race") && !form.has("sku"));
    assert_eq!(form.query(), "race=2&password=");
}

#[test]
fn only_whole_numbers_are_numbers() {
    for (text, number) in [("0", 0), ("12", 12), ("-5", -5), ("9223372036854775807", i64::MAX)] {
        assert_eq!(Key::of(text), Key::Number(number));
    }
    for text in ["", "-0", "+1", "012", "1.0", " 1", "9223372036854775808", "a"] {
        assert_eq!(Key::of(text), Key::Text(text.into()));
    }
}

#[test]
fn what_is_no_escape_stays_as_it_is() {
    assert_eq!(urldecode("k+%41%zz%e4%bd%"), b"k A%zz\xe4\xbd%");
    assert_eq!(urldecode("%4"), b"%4");
}

proptest! {
    #[test]
    fn what_is_encoded_comes_out_again(text in any::<String>()) {
        let encoded = urlencode(&text);
        prop_assert!(encoded.is_ascii() && !encoded.contains(['&', '=', '[', ']']));
        prop_assert_eq!(urldecode(&encoded), text.as_bytes());
    }

    #[test]
    fn names_that_are_no_numbers_are_sorted_by_their_bytes(names in prop::collection::hash_set("[A-Za-z_][A-Za-z0-9_]{0,6}", 0..24)) {
        let mut expected: Vec<&String> = names.iter().collect();
        expected.sort();
        let pairs: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
        let expected: Vec<String> = expected.into_iter().map(|name| format!("{name}=x")).collect();
        prop_assert_eq!(sorted(array(&pairs)).query(), expected.join("&"));
    }

    #[test]
    fn sorting_keeps_everything(keys in prop::collection::vec("[0-9a-e. +-]{0,4}", 0..20)) {
        let pairs: Vec<(&str, &str)> = keys.iter().map(|key| (key.as_str(), "x")).collect();
        let before = array(&pairs);
        let after = sorted(before.clone());
        prop_assert_eq!(after.0.len(), before.0.len());
        prop_assert!(before.0.iter().all(|pair| after.0.contains(pair)));
    }

    #[test]
    fn a_comparison_turned_around_is_its_opposite(a in "[0-9e. +-]{0,5}", b in "[0-9e. +-]{0,5}") {
        prop_assert_eq!(Key::of(&a).compared(&Key::of(&b)), Key::of(&b).compared(&Key::of(&a)).reverse());
    }
}
