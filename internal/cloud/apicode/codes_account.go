// SPDX-License-Identifier: MPL-2.0

package apicode

// accountCodes say that the account cannot pay, or is not in order.
func accountCodes() []Row {
	return []Row{
		row("OrderStatus.UnPaid Order.InstHasUnpaidOrder", Denied, "instance_id",
			"The instance has an unpaid order, and takes no change until it is settled.",
			"Pay or cancel the order in the console, under Orders"+again),
		row("Pay.InsufficientBalance InsufficientBalance InsufficientAvailableQuota", Denied, "",
			"The account cannot pay: its balance or credit is used up.",
			"Top up the account in the console"+again),
		row("pay.noCreditCard Pay.NoCreditCard noAvailablePaymentMethod", Denied, "",
			"The account has no means of payment.",
			"Add a credit card or another means of payment in the console"+again),
		row("BasicInfoUncompleted", Denied, "",
			"The account lacks basic information about its owner.",
			"Let the account owner complete it in the console"+again),
		row("ContainForbiddenLabelError", Denied, "",
			"The account may not place orders: a label of its reseller forbids it.",
			"Ask the company that sold you the account to lift this."),
		row("RegionEndTimeDissolvedAustralia RegionEndTimeDissolvedIndia", Ineligible, "region",
			"Alibaba Cloud has closed the region.",
			"Use an instance or a destination in another region."),
	}
}

// orderCodes are the other codes of orders and upgrades that RDS documents for most of its actions. None of them is
// about cross-region backup.
func orderCodes() []Row {
	const console = "Look at the instance and its orders in the console. If nothing is wrong there, " +
		"open a ticket with Alibaba Cloud that names the request id."
	return []Row{
		row("CommodityServiceCalling.Exception Price.CommoditySys System.SaleValidateFailed "+
			"OrdTCommodityQueryError", Unavailable, "",
			"The order system of Alibaba Cloud failed while it checked the call.",
			"Wait a few minutes"+again),
		row("Price.PricingPlanResultNotFound Commodity.InvalidComponent Order.PeriodInvalid "+
			"OperationDenied.ZoneResource", Invalid, "",
			"The order system of Alibaba Cloud found no valid offer or price for the instance.",
			console),
		row("Order.ComboInstanceNotAllowOperate", Invalid, "instance_id",
			"The instance is part of a package, and cannot be changed by itself.",
			console),
		row("InvalidReduceDiskSize InvalidVswitchId InvalidConnectionString.Duplicate "+
			"InvalidReleasedKeepPolicy.Format InvalidParam", Invalid, "instance_id",
			"The API refused the change for a reason that is not about cross-region backup.",
			console),
	}
}
