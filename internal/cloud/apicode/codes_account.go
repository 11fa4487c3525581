// SPDX-License-Identifier: MPL-2.0

package apicode

// accountCodes say that the account is not in order, or has not opened the product. No permission changes that.
func accountCodes() []Row {
	return []Row{
		row("*RiskControl*", Unknown, KindAccountRestricted, "",
			"The account is restricted by the risk control of Alibaba Cloud.",
			"Only the account owner can lift this: look for a notice in the console, or open a ticket with Alibaba "+
				"Cloud."),
		row("*NotVerified* *UserVerification* *RealName* Forbidden.Authentication", Unknown, KindOwnerNotVerified, "",
			"The identity of the account owner has not been verified yet.",
			"Let the account owner complete the verification in the console."),
		row("*Overdue* *Arrear* *InDebt* *Frozen* *AccountLocked* *AccountStatus*", Unknown, KindAccountOverdue, "",
			"The account is frozen, or has bills that are overdue.",
			"Let the account owner look for a notice in the console, and pay what is due"+again),
		row("*NotOpen* *NotActivated* *Unopened*", Unknown, KindNotOpenToAccount, "",
			"The account has not opened this product or feature.",
			"Let the account owner open it once in the console; the API's message names it. Then run the same command "+
				"again."),
		row("*Quota* *LimitExceeded* *ExceedLimit*", Unknown, KindQuotaExceeded, "",
			"A quota of the account is used up.",
			"The API's message names it. Raise it in the Quota Center of the console, or delete what is no longer "+
				"needed"+again),
		row("BasicInfoUncompleted", Unknown, KindOwnerNotVerified, "",
			"The account lacks basic information about its owner.",
			"Let the account owner complete it in the console"+again),
		row("ContainForbiddenLabelError", Unknown, KindAccountRestricted, "",
			"The account may not place orders: a label of its reseller forbids it.",
			"Ask the company that sold you the account to lift this."),
	}
}

// paymentCodes say that the account cannot pay.
func paymentCodes() []Row {
	return []Row{
		row("OrderStatus.UnPaid Order.InstHasUnpaidOrder", Unknown, KindOrderUnpaid, "instance_id",
			"The instance has an unpaid order, and takes no change until it is settled.",
			"Pay or cancel the order in the console, under Orders"+again),
		row("*InsufficientBalance* *NotEnoughBalance* InsufficientAvailableQuota", Unknown, KindPaymentNotPossible, "",
			"The account cannot pay: its balance or credit is used up.",
			"Top up the account in the console"+again),
		row("*NoCreditCard* noAvailablePaymentMethod", Unknown, KindPaymentNotPossible, "",
			"The account has no means of payment.",
			"Add a credit card or another means of payment in the console"+again),
	}
}

// orderCodes are the other codes of orders and upgrades that RDS documents for most of its actions. None of them is
// about cross-region backup.
func orderCodes() []Row {
	const console = "Look at the instance and its orders in the console. If nothing is wrong there, " +
		"open a ticket with Alibaba Cloud that names the request id."
	return []Row{
		row("CommodityServiceCalling.Exception Price.CommoditySys System.SaleValidateFailed "+
			"OrdTCommodityQueryError", Unavailable, KindAPIFailed, "",
			"The order system of Alibaba Cloud failed while it checked the call.",
			"Wait a few minutes"+again),
		row("Price.PricingPlanResultNotFound Commodity.InvalidComponent Order.PeriodInvalid "+
			"OperationDenied.ZoneResource", Invalid, KindChangeRefused, "",
			"The order system of Alibaba Cloud found no valid offer or price for the instance.",
			console),
		row("Order.ComboInstanceNotAllowOperate", Invalid, KindChangeRefused, "instance_id",
			"The instance is part of a package, and cannot be changed by itself.",
			console),
		row("InvalidReduceDiskSize InvalidVswitchId InvalidConnectionString.Duplicate "+
			"InvalidReleasedKeepPolicy.Format InvalidParam", Invalid, KindChangeRefused, "instance_id",
			"The API refused the change for a reason that is not about cross-region backup.",
			console),
	}
}
