/// What a protocol can express, of what may happen to money: nothing else is tried with it.
#[derive(Clone, Copy, Debug)]
pub struct Traits {
    /// Less or more than was asked for can come, and the protocol says how much it was.
    pub other_amount: bool,
    /// Another currency can come, and the protocol says which.
    pub other_currency: bool,
    /// One payment can be paid several times, and the protocol tells of each.
    pub twice: bool,
    /// What comes after the end is told.
    pub late: bool,
    /// Notifies are dated, and old ones are refused.
    pub dated: bool,
    /// A payment can be asked about although the answer to opening it was lost. Where it cannot, nobody has seen a page
    /// to pay it on either.
    pub early: bool,
}

/// Nothing but whole payments, once.
const PLAIN: Traits = Traits {
    other_amount: false,
    other_currency: false,
    twice: false,
    late: true,
    dated: false,
    early: true,
};

/// By the code of the kind. What is not named here can do nothing special.
pub fn of(kind: &str) -> Traits {
    match kind {
        "sandbox" => Traits { other_amount: true, other_currency: true, twice: true, dated: true, ..PLAIN },
        "stripe" => Traits { other_amount: true, other_currency: true, dated: true, ..PLAIN },
        "wechat" | "epay_v2" => Traits { other_amount: true, dated: true, ..PLAIN },
        "alipay" | "epay" => Traits { other_amount: true, ..PLAIN },
        "tokenpay" => Traits { other_amount: true, early: false, ..PLAIN },
        "bepusdt" => Traits { early: false, ..PLAIN },
        _ => PLAIN,
    }
}
