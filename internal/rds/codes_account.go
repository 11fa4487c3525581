// SPDX-License-Identifier: MPL-2.0

package rds

// accountCodes say that something about the account or its encryption keys stands in the way.
func accountCodes() []CodeInfo {
	list := []CodeInfo{
		{"OrderStatus.UnPaid", ClassDenied, "The instance has an unpaid order.", "Pay or cancel the order in the console, then run the same command again.", attributeInstance},
		{"Order.InstHasUnpaidOrder", ClassDenied, "The instance has an unpaid order.", "Pay or cancel the order in the console, then run the same command again.", attributeInstance},
		{"HostInfo.NotFound", ClassUnknown, "The API found no host of the instance.", "Check that the instance is Running, then run the same command again.", attributeInstance},
		{"Request.NotFound", ClassUnknown, "The API did not find what the call asks for.", "Check the instance id and the region, then run the same command again.", attributeInstance},
	}
	return append(list, rows(CodeInfo{
		"", ClassIneligible, "The encryption key of the instance cannot be used.",
		"Check in KMS that the key is enabled and that RDS is authorized to use it, then run the same command again.", attributeInstance,
	},
		"KmsApiError", "InvalidKmsKey", "InvalidClusterKms")...)
}

// commerceCodes are the generic codes of orders and payment that RDS documents for most of its actions. None of them is about cross-region backup.
func commerceCodes() []CodeInfo {
	const console = "Look at the account's orders and billing in the console, then run the same command again."
	list := rows(CodeInfo{"", ClassDenied, "The account cannot pay.", "Add a means of payment or balance to the account, then run the same command again.", ""},
		"Pay.InsufficientBalance", "pay.noCreditCard", "Pay.NoCreditCard", "noAvailablePaymentMethod")
	list = append(list, rows(CodeInfo{"", ClassDenied, "The account is not verified, or lacks basic information.", "Complete the account's information in the console, then run the same command again.", ""},
		"Order.NoRealNameAuthentication", "BasicInfoUncompleted", "Risk.RiskControlRejection")...)
	list = append(list, rows(CodeInfo{"", ClassIneligible, "The region is being closed.", "Choose another region.", attributeRegion},
		"RegionEndTimeDissolvedAustralia", "RegionEndTimeDissolvedIndia")...)
	return append(list, rows(CodeInfo{"", ClassInvalid, "The API refused the call for a commercial reason.", console, ""},
		"Order.ComboInstanceNotAllowOperate", "Price.PricingPlanResultNotFound", "InsufficientAvailableQuota", "Commodity.InvalidComponent", "Price.CommoditySys",
		"Order.PeriodInvalid", "ContainForbiddenLabelError", "System.SaleValidateFailed", "OrdTCommodityQueryError", "InvalidReduceDiskSize", "InvalidVswitchId",
		"OperationDenied.ZoneResource")...)
}
