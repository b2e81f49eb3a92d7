"""The doctor: what is wrong, why, and what to do; live, with the network, where asked."""
