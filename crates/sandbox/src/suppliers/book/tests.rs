use super::*;

fn book() -> Book {
    let goods = Goods { stock: Some(5), ..Goods::new(1, "月卡", 1_000) };
    Book::open(vec![goods, Goods { on_sale: false, ..Goods::new(2, "年卡", 9_000) }], 3_500)
}

fn asked(order_no: &str, count: u64) -> Asked {
    Asked {
        order_no: order_no.to_owned(),
        product: 1,
        account: "mei".to_owned(),
        count,
        most: None,
        given: BTreeMap::new(),
        callback_url: None,
    }
}

fn placed(book: &mut Book, order_no: &str, plan: Plan) -> Result<OrderState, Refusal> {
    let placed = book.place(asked(order_no, 1), plan, format!("id-{order_no}"), 1)?;
    book.audit().unwrap();
    Ok(placed.order.state)
}

#[test]
fn a_number_is_done_once() {
    let mut book = book();
    assert_eq!(placed(&mut book, "a", Plan::default()), Ok(OrderState::Success));
    assert_eq!(placed(&mut book, "a", Plan::default()), Err(Refusal::Repeated));
    assert_eq!(book.credit("a", 2), None);
    assert_eq!((book.credited("mei"), book.deposit()), (1, 2_500));
    assert_eq!((book.number_of("id-a").as_deref(), book.find("a").unwrap().credited), (Some("a"), 1));
}

#[test]
fn the_deposit_comes_back_with_a_failure() {
    let mut book = book();
    let fails = Plan { fate: Fate::Fail(Reason::BadAccount), when: When::Asks(1), ..Plan::default() };
    assert_eq!(placed(&mut book, "a", fails), Ok(OrderState::Processing));
    assert_eq!((book.deposit(), book.goods_of(1).unwrap().stock), (2_500, Some(4)));
    assert_eq!(book.ask("a", 2).unwrap().0.state, OrderState::Processing);
    let (order, events) = book.ask("a", 3).unwrap();
    assert_eq!((order.state, order.reason), (OrderState::Failed, Some(Reason::BadAccount)));
    assert_eq!((events, book.deposit(), book.credited("mei")), (vec![Event::Failed], 3_500, 0));
    assert_eq!(book.goods_of(1).unwrap().stock, Some(5));
    assert_eq!(
        (book.credit("a", 4), book.fail("a", Reason::Other, 4), book.reverse("a", 4)),
        (None, None, None)
    );
    book.audit().unwrap();
}

#[test]
fn what_is_credited_can_be_taken_back_once() {
    let mut book = book();
    let reversed = Plan { fate: Fate::Reverse, when: When::Asks(1), ..Plan::default() };
    assert_eq!(placed(&mut book, "a", reversed), Ok(OrderState::Success));
    assert_eq!(book.ask("a", 2).unwrap().0.state, OrderState::Success);
    assert_eq!(book.ask("a", 3).unwrap().0.state, OrderState::Refunded);
    assert_eq!((book.reverse("a", 4), book.deposit(), book.credited("mei")), (None, 3_500, 1));
    book.audit().unwrap();
}

/// A book with keys, in plenty.
fn keys() -> Book {
    Book::open(vec![Goods { stock: Some(9), ..Goods::of_keys(1, "激活码", 1_000) }], 100_000)
}

fn handing(hand: Hand) -> Plan {
    Plan { hand, ..Plan::default() }
}

#[test]
fn keys_are_given_to_one_order_each() {
    let mut book = keys();
    for number in ["a", "b"] {
        book.place(asked(number, 2), Plan::default(), format!("id-{number}"), 1).unwrap();
    }
    let (a, b) = (book.find("a").unwrap(), book.find("b").unwrap());
    assert_eq!((a.keys.len(), a.state, a.handed_over().lines().count()), (2, OrderState::Success, 2));
    assert!(a.keys.iter().chain(&b.keys).all(|key| key.starts_with('K') && key.len() > 20));
    assert_eq!((book.given().len(), book.credited("mei"), book.deposit()), (4, 0, 96_000));
    assert_eq!(book.given()[&b.keys[0]], ["b"]);
    book.audit().unwrap();
    book.given.get_mut(&b.keys[0]).unwrap().push("a".to_owned());
    assert!(book.audit().unwrap_err().contains("was given to b and to a"));
}

#[test]
fn keys_come_in_part_late_never_or_a_second_time() {
    let mut book = keys();
    let mut place = |number: &str, hand: Hand| {
        book.place(asked(number, 3), handing(hand), format!("id-{number}"), 1).unwrap();
        book.audit().unwrap();
    };
    place("fewer", Hand::Fewer(1));
    place("later", Hand::Later(2));
    place("sorry", Hand::Sorry);
    let stands = |book: &Book, number: &str| {
        let order = book.find(number).unwrap();
        (order.state, order.keys.len(), order.sorry.is_some())
    };
    assert_eq!(stands(&book, "fewer"), (OrderState::Success, 2, false));
    assert_eq!(stands(&book, "later"), (OrderState::Processing, 1, false));
    assert_eq!(stands(&book, "sorry"), (OrderState::Success, 0, true));
    assert_eq!(book.find("sorry").unwrap().handed_over(), SORRY);
    let (_, events) = book.ask("later", 2).unwrap();
    assert_eq!((events, stands(&book, "later")), (vec![Event::Succeeded], (OrderState::Success, 3, false)));
    book.put_goods(Goods::of_keys(1, "激活码", 1_000));
    book.place(asked("sold", 6), handing(Hand::Sold), "id-sold".into(), 3).unwrap();
    let sold = book.find("sold").unwrap();
    assert_eq!(sold.keys.iter().filter(|key| book.given()[*key].len() == 2).count(), 5);
    book.audit().unwrap();
    assert_eq!(book.reverse("sold", 4), Some(Event::Reversed));
    assert_eq!((book.find("sold").unwrap().keys.len(), book.deposit()), (6, 91_000));
    book.audit().unwrap();
}

#[test]
fn what_is_dearer_than_it_was_said_is_refused_where_the_shop_says_its_most() {
    let mut book = keys();
    let dearer = Plan { dearer: 1, ..Plan::default() };
    let most = Asked { most: Some(1_000), ..asked("a", 1) };
    assert_eq!(book.place(most, dearer, "id".into(), 1).err(), Some(Refusal::Why(Reason::PriceChanged)));
    let placed = book.place(asked("a", 2), dearer, "id".into(), 1).ok().unwrap();
    assert_eq!((placed.order.unit_cost, placed.order.cost, book.deposit()), (1_001, 2_002, 97_998));
    book.audit().unwrap();
}

#[test]
fn no_order_without_goods_stock_price_or_funds() {
    let mut book = book();
    let mut no = |change: fn(&mut Asked)| {
        let mut wanted = asked("a", 1);
        change(&mut wanted);
        book.place(wanted, Plan::default(), "id".into(), 1).err()
    };
    assert_eq!(no(|asked| asked.product = 9), Some(Refusal::NoSuchGoods));
    assert_eq!(no(|asked| asked.product = 2), Some(Refusal::OffSale));
    assert_eq!(no(|asked| asked.count = 6), Some(Refusal::Why(Reason::OutOfStock)));
    assert_eq!(no(|asked| asked.most = Some(999)), Some(Refusal::Why(Reason::PriceChanged)));
    assert_eq!(no(|asked| asked.count = 4), Some(Refusal::Why(Reason::NoFunds)));
    let refused = Plan { fate: Fate::Refuse(Reason::Other), ..Plan::default() };
    assert_eq!(placed(&mut book, "a", refused), Err(Refusal::Why(Reason::Other)));
    assert_eq!((book.knows("a"), book.deposit()), (false, 3_500));
}
