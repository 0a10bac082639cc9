use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::book::{Asked, Reason};

/// What happens to an order, to the answer about it, and to the callbacks. By default it is credited at once, answered, and
/// told once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    pub fate: Fate,
    pub when: When,
    pub reply: Reply,
    pub callbacks: Callbacks,
    /// Of goods that are keys.
    pub hand: Hand,
    /// One costs so much more than the catalogue says, in fen.
    pub dearer: i64,
}

/// What is handed over in the end where keys are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hand {
    #[default]
    All,
    /// All but so many, which never come; all of it is paid for.
    Fewer(u64),
    /// All but so many, which come when somebody asks once more or a lever is moved. Until then it is under way.
    Later(u64),
    /// A sentence in the place of the keys; it is paid for.
    Sorry,
    /// Keys of the same goods that another order was given; new ones where there are none.
    Sold,
}

/// How the order ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    #[default]
    Credit,
    /// Taken on, and failed later: the deposit comes back.
    Fail(Reason),
    /// Refused at once: there is no order.
    Refuse(Reason),
    /// Credited at once, and taken back later: the deposit comes back.
    Reverse,
}

/// When the fate is fulfilled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    #[default]
    AtOnce,
    /// So many questions find it as it was before.
    Asks(u32),
    /// After so many milliseconds.
    Ms(u64),
    /// The order stays as it is for ever, unless a lever ends it.
    Never,
}

/// What becomes of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    #[default]
    Given,
    /// It is done, and the answer breaks off.
    Broken,
    /// It is done, and the answer is 500 without a body.
    Empty,
    /// It is not done: the request did not get here, as far as anybody can tell.
    Unheard,
    /// It is done at once, and answered after so many milliseconds.
    Late(u64),
    /// It is not done: 429.
    TooMany,
    /// It is done, and the answer says that this number was ordered before, as when a machine in between sends a request
    /// twice.
    Doubled,
    /// It is done, and the answer is signed with another key, where answers are signed.
    Forged,
}

impl Reply {
    pub fn is_undone(self) -> bool {
        matches!(self, Self::Unheard | Self::TooMany)
    }
}

/// How the shop is told of the end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Callbacks {
    pub never: bool,
    /// Before the order is answered, if it ends at once.
    pub early: bool,
    /// How many more times each is sent, whatever the shop answers.
    pub copies: u32,
    /// Before the first try, in milliseconds.
    pub delay_ms: u64,
}

/// Behaviour by chance. Of a hundred orders, or questions, so many. The same seed gives the same to the same order number,
/// however requests overtake one another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Chaos {
    pub seed: u64,
    /// Together with the three below at most 100: one draw decides among them.
    pub lost_requests: u8,
    pub lost_answers: u8,
    pub too_many: u8,
    pub doubled_numbers: u8,
    /// Together with the four below at most 100: one draw decides among them.
    pub refused: u8,
    pub failed: u8,
    /// Credited after one to four questions.
    pub late: u8,
    pub reversed: u8,
    /// Under way until a lever ends it.
    pub silent: u8,
    pub doubled_callbacks: u8,
    pub early_callbacks: u8,
    pub lost_callbacks: u8,
    /// Of the answers to questions.
    pub lost_queries: u8,
    /// Of orders for keys: fewer come, and never more. Together with the three below at most 100: one draw decides.
    pub fewer_keys: u8,
    /// Of orders for keys: some come later.
    pub later_keys: u8,
    /// Of orders for keys: a sentence comes.
    pub sorry: u8,
    /// Of orders for keys: they were sold before.
    pub sold_keys: u8,
    /// Refused as if the deposit were used up.
    pub no_funds: u8,
    /// A tenth more is charged than the catalogue says.
    pub dearer: u8,
}

impl Chaos {
    /// The fate hangs on the order number alone, what becomes of the answer on the attempt too: whoever tries again gets
    /// through some time.
    fn plan(&self, order_no: &str, attempt: u32, cost: i64) -> Plan {
        let mut dice = Dice::of(self.seed, order_no, 0);
        let (mut fate, when) = self.fate(&mut dice);
        let callbacks = Callbacks {
            never: dice.hits(self.lost_callbacks),
            early: dice.hits(self.early_callbacks),
            copies: u32::from(dice.hits(self.doubled_callbacks)),
            delay_ms: 0,
        };
        let reply = self.reply(&mut Dice::of(self.seed, order_no, u64::from(attempt)));
        let mut dice = Dice::of(self.seed, order_no, u64::MAX);
        let hand = self.hand(&mut dice);
        let dearer = if dice.hits(self.dearer) { (cost / 10).max(1) } else { 0 };
        if dice.hits(self.no_funds) {
            fate = Fate::Refuse(Reason::NoFunds);
        }
        Plan { fate, when, reply, callbacks, hand, dearer }
    }

    fn hand(&self, dice: &mut Dice) -> Hand {
        match dice.share(&[self.fewer_keys, self.later_keys, self.sorry, self.sold_keys]) {
            Some(0) => Hand::Fewer(1),
            Some(1) => Hand::Later(1),
            Some(2) => Hand::Sorry,
            Some(3) => Hand::Sold,
            _ => Hand::All,
        }
    }

    fn fate(&self, dice: &mut Dice) -> (Fate, When) {
        let shares = [self.refused, self.failed, self.late, self.reversed, self.silent];
        let (share, reason) = (dice.share(&shares), dice.reason());
        let asks = When::Asks(u32::try_from(dice.below(4)).unwrap_or_default().saturating_add(1));
        match share {
            Some(0) => (Fate::Refuse(reason), When::AtOnce),
            Some(1) => (Fate::Fail(reason), if dice.hits(50) { asks } else { When::AtOnce }),
            Some(2) => (Fate::Credit, asks),
            Some(3) => (Fate::Reverse, asks),
            Some(4) => (Fate::Credit, When::Never),
            _ => (Fate::Credit, When::AtOnce),
        }
    }

    fn reply(&self, dice: &mut Dice) -> Reply {
        let shares = [self.lost_requests, self.lost_answers, self.too_many, self.doubled_numbers];
        match dice.share(&shares) {
            Some(0) => Reply::Unheard,
            Some(1) => dice.loss(),
            Some(2) => Reply::TooMany,
            Some(3) => Reply::Doubled,
            _ => Reply::Given,
        }
    }

    /// What becomes of the answer to a question, by how often was asked.
    fn query(&self, order_no: &str, times: u32) -> Reply {
        let mut dice = Dice::of(!self.seed, order_no, u64::from(times));
        if dice.hits(self.lost_queries) { dice.loss() } else { Reply::Given }
    }
}

/// SplitMix64: its numbers hang on nothing but what it is made of.
struct Dice(u64);

impl Dice {
    fn of(seed: u64, text: &str, salt: u64) -> Self {
        // FNV-1a.
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(seed ^ hash.rotate_left(17) ^ salt.wrapping_mul(0xd6e8_feb8_6659_fd93))
    }

    fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.draw() % end.max(1)
    }

    fn hits(&mut self, percent: u8) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// Which of these shares of a hundred is hit; none for the rest.
    fn share(&mut self, percents: &[u8]) -> Option<usize> {
        let drawn = self.below(100);
        let mut end = 0;
        percents.iter().position(|percent| {
            end += u64::from(*percent);
            drawn < end
        })
    }

    fn loss(&mut self) -> Reply {
        if self.hits(50) { Reply::Broken } else { Reply::Empty }
    }

    fn reason(&mut self) -> Reason {
        match self.below(3) {
            0 => Reason::BadAccount,
            1 => Reason::OutOfStock,
            _ => Reason::Other,
        }
    }
}

/// Who decides: what was said of the next orders, of an account, of a product, chance, and what is usual, in this order.
#[derive(Default)]
pub struct Rules {
    next: VecDeque<Plan>,
    accounts: HashMap<String, Plan>,
    products: HashMap<u64, Plan>,
    chaos: Option<Chaos>,
    usual: Plan,
}

impl Rules {
    pub fn with_usual(usual: Plan) -> Self {
        Self { usual, ..Self::default() }
    }

    pub fn next(&mut self, plan: Plan) {
        self.next.push_back(plan);
    }

    pub fn of_account(&mut self, account: &str, plan: Plan) {
        self.accounts.insert(account.to_owned(), plan);
    }

    pub fn of_product(&mut self, product: u64, plan: Plan) {
        self.products.insert(product, plan);
    }

    pub fn usual(&mut self, plan: Plan) {
        self.usual = plan;
    }

    pub fn chaos(&mut self, chaos: Option<Chaos>) {
        self.chaos = chaos;
    }

    /// What was said of single orders is forgotten, and chance.
    pub fn reset(&mut self) {
        *self = Self::with_usual(self.usual);
    }

    /// A number that is known already uses up nothing that was said of new orders. The cost is that of one.
    pub fn decide(&mut self, asked: &Asked, (known, cost): (bool, i64), attempt: u32) -> Plan {
        if !known {
            let said = self.next.pop_front();
            let said = said.or_else(|| self.accounts.get(&asked.account).copied());
            if let Some(plan) = said.or_else(|| self.products.get(&asked.product).copied()) {
                return plan;
            }
        }
        self.chaos.map_or(self.usual, |chaos| chaos.plan(&asked.order_no, attempt, cost))
    }

    pub fn query(&self, order_no: &str, times: u32) -> Reply {
        self.chaos.map_or(Reply::Given, |chaos| chaos.query(order_no, times))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(order_no: &str, account: &str) -> Asked {
        Asked {
            order_no: order_no.to_owned(),
            product: 1,
            account: account.to_owned(),
            count: 1,
            most: None,
            given: Default::default(),
            callback_url: None,
        }
    }

    #[test]
    fn chance_is_the_same_for_the_same_seed_and_number_in_whatever_order() {
        let chaos = Chaos {
            seed: 7,
            lost_requests: 10,
            lost_answers: 20,
            failed: 20,
            late: 20,
            reversed: 5,
            ..Chaos::default()
        };
        let numbers: Vec<String> = (0..1000).map(|number| format!("ord{number:08}")).collect();
        let plans: Vec<Plan> = numbers.iter().map(|number| chaos.plan(number, 1, 1_000)).collect();
        let mut again: Vec<Plan> = numbers.iter().rev().map(|number| chaos.plan(number, 1, 1_000)).collect();
        again.reverse();
        assert_eq!(plans, again);
        let others: Vec<Plan> =
            numbers.iter().map(|number| Chaos { seed: 8, ..chaos }.plan(number, 1, 1_000)).collect();
        assert_ne!(plans, others);
        let of = |wanted: fn(&Plan) -> bool| plans.iter().filter(|plan| wanted(plan)).count();
        assert!((50..150).contains(&of(|plan| plan.reply == Reply::Unheard)));
        assert!((130..270).contains(&of(|plan| matches!(plan.reply, Reply::Broken | Reply::Empty))));
        assert!((130..270).contains(&of(|plan| matches!(plan.fate, Fate::Fail(_)))));
        assert_eq!(of(|plan| matches!(plan.fate, Fate::Refuse(_))), 0);
    }

    #[test]
    fn chance_hands_over_keys_in_every_way_and_changes_nothing_else() {
        let plain = Chaos { seed: 7, failed: 20, late: 20, ..Chaos::default() };
        let chaos = Chaos { fewer_keys: 10, later_keys: 10, sorry: 10, sold_keys: 10, dearer: 20, ..plain };
        let numbers: Vec<String> = (0..1000).map(|number| format!("ord{number:08}")).collect();
        let plans: Vec<Plan> = numbers.iter().map(|number| chaos.plan(number, 1, 95)).collect();
        for hand in [Hand::Fewer(1), Hand::Later(1), Hand::Sorry, Hand::Sold] {
            let of = plans.iter().filter(|plan| plan.hand == hand).count();
            assert!((60..140).contains(&of), "{hand:?}: {of}");
        }
        assert!((150..250).contains(&plans.iter().filter(|plan| plan.dearer == 9).count()));
        let fates = |plans: &[Plan]| plans.iter().map(|plan| (plan.fate, plan.when)).collect::<Vec<_>>();
        let others: Vec<Plan> = numbers.iter().map(|number| plain.plan(number, 1, 95)).collect();
        assert_eq!(fates(&plans), fates(&others));
        let broke = Chaos { no_funds: 100, ..plain };
        assert_eq!(broke.plan("ord00000001", 1, 95).fate, Fate::Refuse(Reason::NoFunds));
    }

    #[test]
    fn a_request_that_is_tried_again_is_heard_some_time_and_has_the_same_fate() {
        let chaos = Chaos { seed: 1, lost_requests: 50, failed: 50, ..Chaos::default() };
        for number in (0..100).map(|number| format!("ord{number:08}")) {
            let tries: Vec<Plan> = (1..40).map(|attempt| chaos.plan(&number, attempt, 1_000)).collect();
            assert!(tries.iter().any(|plan| plan.reply == Reply::Given));
            assert!(tries.iter().all(|plan| plan.fate == tries[0].fate && plan.when == tries[0].when));
        }
    }

    #[test]
    fn the_next_order_goes_before_the_account_and_that_before_what_is_usual() {
        let late = Plan { when: When::Asks(2), ..Plan::default() };
        let bad = Plan { fate: Fate::Refuse(Reason::BadAccount), ..Plan::default() };
        let mut rules = Rules::with_usual(late);
        rules.next(Plan::default());
        rules.of_account("bad", bad);
        // Known already: nothing is used up.
        assert_eq!(rules.decide(&asked("a", "bad"), (true, 1), 2), late);
        assert_eq!(rules.decide(&asked("b", "bad"), (false, 1), 1), Plan::default());
        assert_eq!(rules.decide(&asked("c", "bad"), (false, 1), 1), bad);
        assert_eq!(rules.decide(&asked("d", "good"), (false, 1), 1), late);
        rules.reset();
        assert_eq!(rules.decide(&asked("e", "bad"), (false, 1), 1), late);
    }

    #[test]
    fn a_plan_is_read_as_the_page_writes_it() {
        let read: Plan = serde_json::from_str(
            r#"{"fate":{"fail":"bad_account"},"when":{"asks":2},"reply":{"late":50},"callbacks":{"copies":1}}"#,
        )
        .unwrap();
        let callbacks = Callbacks { copies: 1, ..Callbacks::default() };
        let expected = Plan {
            fate: Fate::Fail(Reason::BadAccount),
            when: When::Asks(2),
            reply: Reply::Late(50),
            callbacks,
            ..Plan::default()
        };
        assert_eq!(read, expected);
        let read: Plan = serde_json::from_str(r#"{"hand":{"fewer":2},"dearer":5}"#).unwrap();
        assert_eq!(read, Plan { hand: Hand::Fewer(2), dearer: 5, ..Plan::default() });
        let read: Plan = serde_json::from_str(r#"{"hand":"sorry"}"#).unwrap();
        assert_eq!(read.hand, Hand::Sorry);
        assert!(serde_json::from_str::<Plan>(r#"{"fat":"credit"}"#).is_err());
    }
}
