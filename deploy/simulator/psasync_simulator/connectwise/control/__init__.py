"""Control routes that only ConnectWise has, below `/_control/connectwise/accounts/{account}`."""
