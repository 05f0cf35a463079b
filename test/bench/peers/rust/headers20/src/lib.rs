//! The headers20 job in the Rust SDK: `x-in-0` to `x-in-19` are read, `x-in-0` to `x-in-4` become the lengths of four values each.

use proxy_wasm::traits::{Context, HttpContext, RootContext};
use proxy_wasm::types::{Action, ContextType, LogLevel};

const GROUP_SIZE: usize = 4;

const NAMES: [&str; 20] = [
    "x-in-0", "x-in-1", "x-in-2", "x-in-3", "x-in-4", "x-in-5", "x-in-6", "x-in-7", "x-in-8", "x-in-9", "x-in-10",
    "x-in-11", "x-in-12", "x-in-13", "x-in-14", "x-in-15", "x-in-16", "x-in-17", "x-in-18", "x-in-19",
];

proxy_wasm::main! {{
    proxy_wasm::set_log_level(LogLevel::Info);
    proxy_wasm::set_root_context(|_| Box::new(Headers20Root));
}}

struct Headers20Root;

impl Context for Headers20Root {}

impl RootContext for Headers20Root {
    fn get_type(&self) -> Option<ContextType> {
        Some(ContextType::HttpContext)
    }

    fn create_http_context(&self, _context_id: u32) -> Option<Box<dyn HttpContext>> {
        Some(Box::new(Headers20))
    }
}

struct Headers20;

impl Context for Headers20 {}

impl HttpContext for Headers20 {
    fn on_http_request_headers(&mut self, _num_headers: usize, _end_of_stream: bool) -> Action {
        let mut lengths = [0; NAMES.len() / GROUP_SIZE];
        for (i, name) in NAMES.iter().enumerate() {
            if let Some(value) = self.get_http_request_header(name) {
                lengths[i / GROUP_SIZE] += value.len();
            }
        }
        for (name, length) in NAMES.iter().zip(lengths) {
            self.set_http_request_header(name, Some(&length.to_string()));
        }
        Action::Continue
    }
}
