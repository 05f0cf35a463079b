//! Any JSON document, and the members that count.

use serde_json::Value;

pub struct Order {
    pub tier: String,
    pub pieces: u64,
}

pub fn parse(body: &[u8]) -> Option<Order> {
    let document: Value = serde_json::from_slice(body).ok()?;
    let items = document["items"].as_array()?;
    Some(Order {
        tier: document["tier"].as_str()?.to_owned(),
        pieces: items.iter().filter_map(|item| item["quantity"].as_u64()).sum(),
    })
}
