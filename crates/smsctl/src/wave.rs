//! Migration waves: the actions on all servers that migrate in one window.

pub(crate) mod plan;
pub(crate) mod run;

mod csv_plan;
mod json_plan;
mod plan_builder;
mod row;
mod summary;
