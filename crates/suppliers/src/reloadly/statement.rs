use super::call::Service;
use super::state::{self, Standing, Transaction};
use super::{PAGES_MAX, ReloadlySupplier, goods};
use crate::words::unreadable;
use kernel::{Currency, Time};
use outbound::flat::Flat;
use ports::{StatementDay, SupplyError, SupplyLine, SupplyLineKind, SupplyLineState, SupplyStatement};

impl ReloadlySupplier {
    /// Both lists of orders of that day, page by page. By which clock it writes its times is not said: they are taken for
    /// UTC, and so are the days.
    pub(super) async fn day(&self, day: &StatementDay) -> Result<SupplyStatement, SupplyError> {
        let mut told = SupplyStatement::default();
        for service in [Service::Gifts, Service::Airtime] {
            for row in self.of_day(service, day).await? {
                told.lines.extend(lines(&row, self.currency)?);
            }
        }
        Ok(told)
    }

    async fn of_day(&self, service: Service, day: &StatementDay) -> Result<Vec<Flat>, SupplyError> {
        let mut all = Vec::new();
        let (list, date) = (service.reports(), &day.date);
        for page in 1..=PAGES_MAX {
            let days = format!("startDate={date}%2000:00:00&endDate={date}%2023:59:59");
            let path = format!("{list}?{days}&page={page}&size={}", goods::A_PAGE);
            let told = self.get(service, &path).await?.good(&self.client_secret)?;
            let rows = state::rows(&told).ok_or_else(|| unreadable("list"))?;
            let is_last = rows.len() < goods::A_PAGE;
            all.extend(rows);
            if is_last {
                return Ok(all);
            }
        }
        Err(SupplyError::Unknown("there are too many orders in one day".into()))
    }
}

/// What an order took, and what it gave back. One that failed keeps its money until it is refunded.
pub(super) fn lines(row: &Flat, currency: Currency) -> Result<Vec<SupplyLine>, SupplyError> {
    let order_no = row.text("customIdentifier");
    let order = Transaction::read(row, &order_no, currency)?;
    let amount = order.cost.filter(|cost| cost.minor > 0).ok_or_else(|| unreadable("cost"))?;
    let written = ["transactionCreatedTime", "transactionDate"].map(|name| row.text(name));
    let at = written.iter().find_map(|text| Time::parse_rfc3339(&format!("{text}Z")));
    let at = at.ok_or_else(|| unreadable("time"))?;
    let line = |kind, state| SupplyLine {
        order_no: order_no.clone(),
        reference: order.reference.clone(),
        kind,
        amount,
        at,
        state,
    };
    let taken = match order.standing {
        Standing::UnderWay => SupplyLineState::Pending,
        Standing::Done | Standing::Failed => SupplyLineState::Done,
    };
    let mut lines = vec![line(SupplyLineKind::Charge, taken)];
    if row.text("status") == "REFUNDED" {
        lines.push(line(SupplyLineKind::Refund, SupplyLineState::Done));
    }
    Ok(lines)
}
