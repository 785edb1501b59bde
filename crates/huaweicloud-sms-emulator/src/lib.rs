//! A strict local emulator of the control side of the Server Migration Service.
