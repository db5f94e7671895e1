namespace AfterSalesMesh.Chaos;

/// <summary>What people do with a return, and so how it must end.</summary>
internal enum Course
{
    /// <summary>Everything comes in one parcel.</summary>
    OneParcel,

    /// <summary>One piece comes, is judged and settled, and then the other.</summary>
    TwoParcels,

    /// <summary>The customer cancels it before anything is sent.</summary>
    Cancelled,

    /// <summary>Nothing ever comes.</summary>
    Expired,

    /// <summary>The parcel comes after the deadline, and an agent opens a round for it.</summary>
    Late,
}
