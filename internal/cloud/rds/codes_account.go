// SPDX-License-Identifier: MPL-2.0

package rds

import "slices"

// kmsCodes say that the key which encrypts the disk cannot be used.
func kmsCodes() []CodeInfo {
	return slices.Concat(
		same(ClassIneligible, attributeInstance, "The key that encrypts the disk of the instance is disabled.",
			"Enable the key in the KMS console"+again, "InvalidKmsKey"),
		same(ClassIneligible, attributeInstance, "RDS may not use the key that encrypts the disk of the instance.",
			"Let the account owner authorize RDS for KMS: the RDS console offers it in the disk encryption settings. Then run the same command again.", "InvalidClusterKms"),
		same(ClassIneligible, attributeInstance, "The key that encrypts the disk of the instance cannot be used.",
			"Check in the KMS console that the key exists, is enabled and is not about to be deleted"+again, "KmsApiError"),
		same(ClassUnknown, "", "The disk of the instance is not encrypted.", "Nothing needs to be done.", codeNotEncrypted),
		same(ClassInvalid, "", "The call names neither an instance nor a region.", "Set instance_id"+again, "ByokInsnameAndRegionAllEmpty"),
	)
}

// accountCodes say that the account cannot pay, or is not in order.
func accountCodes() []CodeInfo {
	return slices.Concat(
		same(ClassDenied, attributeInstance, "The instance has an unpaid order, and takes no change until it is settled.",
			"Pay or cancel the order in the console, under Orders"+again, "OrderStatus.UnPaid", "Order.InstHasUnpaidOrder"),
		same(ClassDenied, "", "The account cannot pay: its balance or credit is used up.", "Top up the account in the console"+again,
			"Pay.InsufficientBalance", "InsufficientBalance", "InsufficientAvailableQuota"),
		same(ClassDenied, "", "The account has no means of payment.", "Add a credit card or another means of payment in the console"+again,
			"pay.noCreditCard", "Pay.NoCreditCard", "noAvailablePaymentMethod"),
		same(ClassDenied, "", "The account lacks basic information about its owner.", "Let the account owner complete it in the console"+again, "BasicInfoUncompleted"),
		same(ClassDenied, "", "The account may not place orders: a label of its reseller forbids it.", "Ask the company that sold you the account to lift this.", "ContainForbiddenLabelError"),
		same(ClassIneligible, attributeRegion, "Alibaba Cloud has closed the region.", "Use an instance or a destination in another region.",
			"RegionEndTimeDissolvedAustralia", "RegionEndTimeDissolvedIndia"),
	)
}

// orderCodes are the other codes of orders and upgrades that RDS documents for most of its actions. None of them is about cross-region backup.
func orderCodes() []CodeInfo {
	const console = "Look at the instance and its orders in the console. If nothing is wrong there, open a ticket with Alibaba Cloud that names the request id."
	return slices.Concat(
		same(ClassUnavailable, "", "The order system of Alibaba Cloud failed while it checked the call.", "Wait a few minutes"+again,
			"CommodityServiceCalling.Exception", "Price.CommoditySys", "System.SaleValidateFailed", "OrdTCommodityQueryError"),
		same(ClassInvalid, "", "The order system of Alibaba Cloud found no valid offer or price for the instance.", console,
			"Price.PricingPlanResultNotFound", "Commodity.InvalidComponent", "Order.PeriodInvalid", "OperationDenied.ZoneResource"),
		same(ClassInvalid, attributeInstance, "The instance is part of a package, and cannot be changed by itself.", console, "Order.ComboInstanceNotAllowOperate"),
		same(ClassInvalid, attributeInstance, "The API refused the change for a reason that is not about cross-region backup.", console,
			"InvalidReduceDiskSize", "InvalidVswitchId", "InvalidConnectionString.Duplicate", "InvalidReleasedKeepPolicy.Format", "InvalidParam"),
	)
}
