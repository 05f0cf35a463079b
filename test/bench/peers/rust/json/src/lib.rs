//! The json job in the Rust SDK: the order in the request's body is parsed; only gold customers pass, with the number of pieces.

use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel};

#[cfg_attr(feature = "typed", path = "typed_order.rs")]
mod order;

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Info);
    proxy_wasm::set_root_context(|_| Box::new(OrdersRoot));
}}

struct OrdersRoot;

impl Context for OrdersRoot {}

impl RootContext for OrdersRoot {
    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _context_id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Orders))
    }
}

struct Orders;

impl Context for Orders {}

impl Orders {
    fn respond(&self, status: u32) -> Action {
        self.send_http_response(status, vec![], None);
        Action::Pause
    }
}

impl HttpContext for Orders {
    fn on_http_request_headers(&mut self, _num_headers: usize, end_of_stream: bool) -> Action {
        if end_of_stream {
            return self.respond(400);
        }
        Action::Pause
    }

    fn on_http_request_body(&mut self, body_size: usize, end_of_stream: bool) -> Action {
        if !end_of_stream {
            return Action::Pause;
        }
        let Some(body) = self.get_http_request_body(0, body_size) else {
            return self.respond(500);
        };
        let Some(order) = order::parse(&body) else {
            return self.respond(400);
        };
        if order.tier != "gold" {
            return self.respond(403);
        }
        self.set_http_request_header("x-pieces", Some(&order.pieces.to_string()));
        Action::Continue
    }
}
