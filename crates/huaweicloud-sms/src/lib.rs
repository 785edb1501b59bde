//! SDK for the control side of the Server Migration Service.
