//! A strict local emulator of the control side of the Server Migration Service.
mod action;
mod contract;
mod document;
mod error;
mod refusal;
mod schema;
mod source;
mod store;
mod subject;
mod task;
mod task_state;
mod timeline;
mod token;

pub use error::Error;
pub use task_state::TaskState;
