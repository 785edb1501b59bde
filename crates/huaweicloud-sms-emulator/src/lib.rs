//! A strict local emulator of the control side of the Server Migration Service.
mod action;
mod error;
mod refusal;
mod source;
mod store;
mod task;
mod task_state;
mod timeline;

pub use error::Error;
pub use task_state::TaskState;
