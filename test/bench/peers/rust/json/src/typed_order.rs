//! An order as a type: what a filter may do that knows its documents.

use serde::Deserialize;

pub struct Order {
    pub tier: String,
    pub pieces: u64,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Document {
    id: String,
    placed: String,
    customer: Customer,
    items: Vec<Item>,
    note: Option<String>,
    tier: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Customer {
    id: u64,
    name: String,
    email: String,
    address: Address,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Address {
    street: String,
    city: String,
    postcode: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Item {
    sku: String,
    name: String,
    quantity: u64,
    price: f64,
    gift: bool,
    tags: Vec<String>,
}

pub fn parse(body: &[u8]) -> Option<Order> {
    let document: Document = serde_json::from_slice(body).ok()?;
    Some(Order {
        pieces: document.items.iter().map(|item| item.quantity).sum(),
        tier: document.tier,
    })
}
