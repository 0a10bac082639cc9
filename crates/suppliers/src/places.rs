use crate::plain::is_number;

const ID_DIGITS: usize = 18;

/// `2909`, or `2909:region=lblName1,role=lblName2`: goods, and where their form has the fields of ours.
pub(crate) struct Product<'a> {
    pub id: &'a str,
    /// Our name of a field, and that of the template.
    places: Vec<(&'a str, &'a str)>,
}

impl<'a> Product<'a> {
    pub fn read(text: &'a str) -> Option<Self> {
        let (id, places) = match text.split_once(':') {
            Some((id, places)) => (id, places.split(',').map(place).collect::<Option<Vec<_>>>()?),
            None => (text, Vec::new()),
        };
        is_number(id, ID_DIGITS).then_some(Self { id, places })
    }

    /// What the form of these goods calls that field, where it is said.
    pub fn place(&self, name: &str) -> Option<&'a str> {
        self.places.iter().find(|(ours, _)| *ours == name).map(|(_, theirs)| *theirs)
    }
}

fn place(text: &str) -> Option<(&str, &str)> {
    let plain = |name: &str| {
        (1..=32).contains(&name.len())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    text.split_once('=').filter(|(ours, theirs)| plain(ours) && plain(theirs))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goods_are_a_number_and_may_name_their_fields() {
        let product = Product::read("2909:region=lblName1,role=lbl_2").unwrap();
        assert_eq!(
            (product.id, product.place("region"), product.place("role")),
            ("2909", Some("lblName1"), Some("lbl_2"))
        );
        assert_eq!(product.place("server"), None);
        assert_eq!(Product::read("7").map(|product| product.id), Some("7"));
        for text in ["", "0", "07", "a", "1:", "1:a", "1:=b", "1:a=b,", "1:a=b c", "1 "] {
            assert!(Product::read(text).is_none(), "{text}");
        }
    }
}
