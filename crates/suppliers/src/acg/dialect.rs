/// How a shop is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// 异次元发卡, up to 3.x: `/shared/…`.
    Shared,
    /// 萌次元, 4.x, with its plugin: `/plugin/open-api/…`.
    OpenApi,
}

/// Where each question goes.
pub(super) struct Paths {
    pub connect: &'static str,
    pub items: &'static str,
    /// Whether there are so many.
    pub stock: &'static str,
    /// What so many cost.
    pub price: &'static str,
    pub trade: &'static str,
    /// None: an order cannot be asked about.
    pub query: Option<&'static str>,
}

/// What the members of its answers are called.
pub(super) struct Names {
    pub price: &'static str,
    /// Where the keys stand.
    pub keys: &'static str,
    /// The shop's number of an order.
    pub number: &'static str,
}

impl Dialect {
    pub fn paths(self) -> Paths {
        match self {
            Self::Shared => Paths {
                connect: "/shared/authentication/connect",
                items: "/shared/commodity/items",
                stock: "/shared/commodity/inventory",
                price: "/shared/commodity/valuation",
                trade: "/shared/commodity/trade",
                query: Some("/shared/commodity/query"),
            },
            Self::OpenApi => Paths {
                connect: "/plugin/open-api/connect",
                items: "/plugin/open-api/items",
                stock: "/plugin/open-api/sku/state",
                price: "/plugin/open-api/amount",
                trade: "/plugin/open-api/trade",
                query: None,
            },
        }
    }

    pub fn names(self) -> Names {
        match self {
            Self::Shared => Names { price: "price", keys: "secret", number: "tradeNo" },
            Self::OpenApi => Names { price: "amount", keys: "contents", number: "order_no" },
        }
    }
}
