use super::{Book, Event, Moved, OrderState};

impl Book {
    /// So many new keys come in the place of the first ones of an order that has them; how many that were.
    pub fn replace(&mut self, order_no: &str, units: usize) -> usize {
        let had = self.orders.get(order_no).filter(|order| order.state == OrderState::Success);
        let units = had.map_or(0, |order| order.keys.len()).min(units);
        for at in 0..units {
            let key = self.new_key();
            self.given.entry(key.clone()).or_default().push(order_no.to_owned());
            if let Some(place) = self.orders.get_mut(order_no).and_then(|order| order.keys.get_mut(at)) {
                *place = key;
            }
        }
        units
    }

    /// So much of the money of what is done goes back; all of it is a reversal. None where it is not done, or not as much
    /// is left.
    pub fn give_back(&mut self, order_no: &str, amount: i64, now: i64) -> Option<Event> {
        let order = self.orders.get_mut(order_no).filter(|order| order.state == OrderState::Success)?;
        let left = order.cost - order.back;
        if amount <= 0 || amount > left {
            return None;
        }
        if amount == left {
            return self.reverse(order_no, now);
        }
        order.back += amount;
        self.deposit += amount;
        self.enter(order_no, Moved::PaidBack, amount);
        Some(Event::Succeeded)
    }
}
